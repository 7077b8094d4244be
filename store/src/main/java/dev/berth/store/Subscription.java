package dev.berth.store;

/** A listener's registration; closing it ends it. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
