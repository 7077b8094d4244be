package dev.berth.router.table;

/** Where tables come from. */
public interface TableFeed extends AutoCloseable {
    /** How long ago the source last confirmed the view. Milliseconds; {@code Long.MAX_VALUE} before it ever did. */
    long ageMillis();

    @Override
    void close();
}
