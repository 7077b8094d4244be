package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Keeps the newest version of each model's each window, as the blackboard does of each model's newest window. What it holds
 * is shared by all jobs of this JVM under a name, so it outlives the job, and it can fail once when told to.
 */
final class CollectingSink implements Sink<AdapterDemand> {
    /** A window of a model. */
    record Place(String model, long windowEndMillis) {}

    /** What a sink of some name got. */
    static final class Collected {
        final Map<Place, AdapterDemand> demands = new ConcurrentHashMap<>();
        final AtomicBoolean failNext = new AtomicBoolean();
        final AtomicInteger checkpoints = new AtomicInteger();
        final AtomicInteger writers = new AtomicInteger();
    }

    private static final Map<String, Collected> ALL = new ConcurrentHashMap<>();

    private final String name;

    CollectingSink(String name) {
        this.name = name;
    }

    Collected collected() {
        return ALL.computeIfAbsent(name, unused -> new Collected());
    }

    @Override
    public SinkWriter<AdapterDemand> createWriter(WriterInitContext context) {
        Collected collected = collected();
        collected.writers.incrementAndGet();
        return new SinkWriter<>() {
            @Override
            public void write(AdapterDemand demand, Context unused) {
                if (collected.failNext.compareAndSet(true, false)) {
                    throw new IllegalStateException("injected failure");
                }
                collected.demands.merge(
                        new Place(demand.model(), demand.windowEndMillis()),
                        demand,
                        (before, after) -> after.version().isNewerThan(before.version()) ? after : before);
            }

            @Override
            public void flush(boolean endOfInput) {
                collected.checkpoints.incrementAndGet();
            }

            @Override
            public void close() {}
        };
    }
}
