package dev.berth.store;

import dev.berth.domain.Document;

/**
 * A document's place on the blackboard.
 *
 * @param name after the fleet's prefix
 * @param historyKey stream that keeps the last {@link #HISTORY_LENGTH} of them; empty for none
 */
public record DocumentKey<D extends Document>(String name, Class<D> type, String historyKey) {
    public static final int HISTORY_LENGTH = 100;
}
