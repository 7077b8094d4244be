package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the parts of Berth leave documents for each other. One fleet, one writer for each document.
 *
 * <p>Contract, held by the in-memory twin and by Redis alike:
 *
 * <ul>
 *   <li>a write is one atomic compare-and-set: it takes effect only if its version is newer than the stored one's;
 *       writing the stored version again is {@link WriteOutcome#ALREADY_THERE}, so that a writer may repeat itself
 *   <li>a document that is gone (an emptied Redis) accepts any version
 *   <li>after a write every {@link #onChange} listener is told the document's key, at most once for each write, perhaps
 *       never: hints, to be backed by polling {@link #versions()}
 *   <li>a stored text that is not of its type counts as absent and is logged; its version stands
 *   <li>when the store can't be reached, or the blackboard is closed, every call fails within a bounded time with
 *       {@link StoreUnavailableException}; nothing is queued
 * </ul>
 */
public interface Blackboard extends AutoCloseable {
    <D extends Document> Optional<D> read(DocumentKey<D> key);

    <D extends Document> WriteOutcome write(DocumentKey<D> key, D document);

    /** All fields of a hash of documents. */
    <D extends Document> Map<String, D> readAll(HashKey<D> key);

    <D extends Document> Optional<D> read(HashKey<D> key, String field);

    <D extends Document> WriteOutcome write(HashKey<D> key, String field, D document);

    /**
     * Takes a field away if what is stored is not newer than {@code version}; {@link WriteOutcome#ALREADY_THERE} if there was
     * nothing to take.
     */
    <D extends Document> WriteOutcome remove(HashKey<D> key, String field, Version version);

    /** The last documents written under a key that keeps a history, newest first. */
    <D extends Document> List<D> history(DocumentKey<D> key, int atMost);

    /** Versions of the single documents that are there, by key name: one cheap read for pollers. */
    Map<String, Version> versions();

    /** Hears the names of keys that changed, on a thread of the store's. Closing the handle ends it. */
    Subscription onChange(Consumer<String> listener);

    @Override
    void close();
}
