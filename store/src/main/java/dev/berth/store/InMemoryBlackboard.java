package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The blackboard in this process, an honest twin of the one in Redis under the same contract test: it keeps texts, not
 * objects, tells hints on another thread, and can be away and come back empty. Thread-safe.
 */
public final class InMemoryBlackboard implements Blackboard {
    private final Map<String, Stored> documents = new TreeMap<>();
    private final Map<String, Map<String, Stored>> hashes = new TreeMap<>();
    private final Map<String, Deque<String>> histories = new TreeMap<>();
    private final DocumentText texts = new DocumentText();
    private final ChangeListeners listeners = new ChangeListeners();
    private final Executor hints;
    private final Runnable endOfHints;
    private boolean unavailable;
    private boolean closed;

    /** A text with its version. It is parsed when it is first read: texts do not change, and documents can't. */
    private static final class Stored {
        private final Version version;
        private final String text;
        private Document parsed;

        Stored(Version version, String text) {
            this.version = version;
            this.text = text;
        }

        Version version() {
            return version;
        }

        String text() {
            return text;
        }

        synchronized <D extends Document> Optional<D> document(String place, Class<D> type, DocumentText texts) {
            if (!type.isInstance(parsed)) {
                parsed = texts.read(place, text, type).orElse(null);
            }
            return Optional.ofNullable(type.cast(parsed));
        }
    }

    /** Tells hints on a thread of its own. */
    public InMemoryBlackboard() {
        ExecutorService thread = new ThreadPoolExecutor(
                0,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                InMemoryBlackboard::daemon,
                new DiscardPolicy());
        this.hints = thread;
        this.endOfHints = thread::shutdown;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "berth-store-hints");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * @param hints tells the listeners; {@code Runnable::run} tells them before a write returns, for virtual time
     */
    public InMemoryBlackboard(Executor hints) {
        this.hints = hints;
        this.endOfHints = () -> {};
    }

    /** From now on every call fails, or none does: an outage as a test plays it. */
    public synchronized void unavailable(boolean isAway) {
        unavailable = isAway;
    }

    /** Forgets everything, as a Redis that was restarted without persistence. */
    public synchronized void wipe() {
        documents.clear();
        hashes.clear();
        histories.clear();
    }

    /** Replaces a document's text by anything, behind its writer's back. */
    synchronized void plant(String name, Version version, String text) {
        documents.put(name, new Stored(version, text));
    }

    @Override
    public <D extends Document> Optional<D> read(DocumentKey<D> key) {
        return stored(key.name()).flatMap(stored -> stored.document(key.name(), key.type(), texts));
    }

    private synchronized Optional<Stored> stored(String name) {
        requireAvailable();
        return Optional.ofNullable(documents.get(name));
    }

    @Override
    public <D extends Document> WriteOutcome write(DocumentKey<D> key, D document) {
        Stored written = new Stored(document.version(), Json.write(document));
        WriteOutcome outcome = replace(key, written);
        return tell(key.name(), outcome);
    }

    private synchronized WriteOutcome replace(DocumentKey<?> key, Stored written) {
        requireAvailable();
        WriteOutcome outcome = compareAndSet(documents, key.name(), written);
        if (outcome == WriteOutcome.WRITTEN && !key.historyKey().isEmpty()) {
            Deque<String> history = histories.computeIfAbsent(key.historyKey(), k -> new ArrayDeque<>());
            history.addFirst(written.text());
            if (history.size() > DocumentKey.HISTORY_LENGTH) {
                history.removeLast();
            }
        }
        return outcome;
    }

    @Override
    public <D extends Document> Map<String, D> readAll(HashKey<D> key) {
        Map<String, D> read = new TreeMap<>();
        fields(key.name()).forEach((field, stored) -> stored.document(key.name() + "/" + field, key.type(), texts)
                .ifPresent(document -> read.put(field, document)));
        return read;
    }

    private synchronized Map<String, Stored> fields(String name) {
        requireAvailable();
        return Map.copyOf(hashes.getOrDefault(name, Map.of()));
    }

    @Override
    public <D extends Document> Optional<D> read(HashKey<D> key, String field) {
        return Optional.ofNullable(fields(key.name()).get(field))
                .flatMap(stored -> stored.document(key.name() + "/" + field, key.type(), texts));
    }

    @Override
    public <D extends Document> WriteOutcome write(HashKey<D> key, String field, D document) {
        Stored written = new Stored(document.version(), Json.write(document));
        WriteOutcome outcome = replace(key, field, written);
        return tell(key.name(), outcome);
    }

    private synchronized WriteOutcome replace(HashKey<?> key, String field, Stored written) {
        requireAvailable();
        return compareAndSet(hashes.computeIfAbsent(key.name(), k -> new TreeMap<>()), field, written);
    }

    @Override
    public <D extends Document> WriteOutcome remove(HashKey<D> key, String field, Version version) {
        return tell(key.name(), takeAway(key.name(), field, version));
    }

    private synchronized WriteOutcome takeAway(String name, String field, Version version) {
        requireAvailable();
        Map<String, Stored> fields = hashes.getOrDefault(name, Map.of());
        Stored there = fields.get(field);
        if (there == null) {
            return WriteOutcome.ALREADY_THERE;
        }
        if (there.version().isNewerThan(version)) {
            return WriteOutcome.REFUSED_OLDER;
        }
        fields.remove(field);
        return WriteOutcome.WRITTEN;
    }

    @Override
    public <D extends Document> List<D> history(DocumentKey<D> key, int atMost) {
        return kept(key.historyKey()).stream()
                .limit(Math.max(0, atMost))
                .flatMap(text -> texts.read(key.historyKey(), text, key.type()).stream())
                .toList();
    }

    private synchronized List<String> kept(String historyKey) {
        requireAvailable();
        return List.copyOf(histories.getOrDefault(historyKey, new ArrayDeque<>()));
    }

    @Override
    public synchronized Map<String, Version> versions() {
        requireAvailable();
        Map<String, Version> versions = new TreeMap<>();
        documents.forEach((name, stored) -> versions.put(name, stored.version()));
        return versions;
    }

    @Override
    public Subscription onChange(Consumer<String> listener) {
        return listeners.add(listener);
    }

    @Override
    public synchronized void close() {
        closed = true;
        listeners.clear();
        endOfHints.run();
    }

    private static WriteOutcome compareAndSet(Map<String, Stored> place, String name, Stored written) {
        Stored there = place.get(name);
        int order = there == null ? 1 : written.version().compareTo(there.version());
        if (order == 0) {
            return WriteOutcome.ALREADY_THERE;
        }
        if (order < 0) {
            return WriteOutcome.REFUSED_OLDER;
        }
        place.put(name, written);
        return WriteOutcome.WRITTEN;
    }

    private WriteOutcome tell(String name, WriteOutcome outcome) {
        if (outcome == WriteOutcome.WRITTEN && !listeners.isEmpty()) {
            hints.execute(() -> listeners.tell(name));
        }
        return outcome;
    }

    private void requireAvailable() {
        if (unavailable || closed) {
            throw new StoreUnavailableException(closed ? "the store is closed" : "the store is away", null);
        }
    }
}
