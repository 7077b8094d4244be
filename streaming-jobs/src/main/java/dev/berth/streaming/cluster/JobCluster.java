package dev.berth.streaming.cluster;

/** A running Flink that takes jobs. Closing it ends it and them. */
public interface JobCluster extends AutoCloseable {
    /** Port of its REST interface on the loopback interface. */
    int restPort();

    /** Waits until it has ended by itself. */
    void awaitEnd() throws InterruptedException;

    @Override
    void close();
}
