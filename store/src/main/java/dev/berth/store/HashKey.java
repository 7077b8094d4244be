package dev.berth.store;

import dev.berth.domain.Document;

/**
 * A hash of documents, each field with a writer and versions of its own.
 *
 * @param name after the fleet's prefix
 */
public record HashKey<D extends Document>(String name, Class<D> type) {}
