package dev.berth.streaming.publish;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import dev.berth.store.WriteOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of {@link DemandOutbox}: writes what is due four times a second, and a flash crowd at once, on the task's own
 * thread. When a call fails it
 * makes no other for a second; each call is bounded by the store. Once a second it looks for one document that must be
 * there: if that is gone the store came back empty, and all are written again.
 */
final class BlackboardDemandWriter implements StatefulSinkWriter<AdapterDemand, AdapterDemand> {
    private static final Logger log = LoggerFactory.getLogger(BlackboardDemandWriter.class);
    private static final long TICK_MILLIS = 250;
    private static final long PROBE_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration LAST_FLUSH = Duration.ofSeconds(30);

    private final Blackboard blackboard;
    private final DemandOutbox outbox;
    private final ProcessingTimeService time;
    private final Counter written;
    private final Counter refused;
    private boolean adopted;
    private boolean away;
    private long quietUntilMillis;
    private long probeAtMillis;
    private volatile long watermark = Long.MIN_VALUE;

    BlackboardDemandWriter(
            Blackboard blackboard,
            DemandOutbox outbox,
            WriterInitContext context,
            Collection<AdapterDemand> unwritten) {
        this.blackboard = blackboard;
        this.outbox = outbox;
        this.time = context.getProcessingTimeService();
        this.written = context.metricGroup().counter("demands_written");
        this.refused = context.metricGroup().counter("demands_refused");
        context.metricGroup().gauge("watermark_age_millis", this::watermarkAge);
        context.metricGroup().gauge("demands_waiting", () -> outbox.unwritten().size());
        unwritten.forEach(outbox::offer);
    }

    /** How far event time is behind the clock where documents are written; -1 before any is known. */
    private long watermarkAge() {
        long known = watermark;
        return known == Long.MIN_VALUE ? -1 : time.getCurrentProcessingTime() - known;
    }

    void start() {
        Future<?> unused = time.registerTimer(time.getCurrentProcessingTime() + TICK_MILLIS, this::tick);
    }

    private void tick(long atMillis) {
        exchange(time.getCurrentProcessingTime());
        start();
    }

    @Override
    public void write(AdapterDemand demand, Context context) {
        outbox.offer(demand);
        if (demand.early()) {
            exchange(time.getCurrentProcessingTime());
        }
    }

    @Override
    public void writeWatermark(Watermark mark) {
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            watermark = mark.getTimestamp();
            outbox.timePassed(mark.getTimestamp(), time.getCurrentProcessingTime());
        }
    }

    /** Nothing waits for a checkpoint: what is unwritten is part of it. At the end of input all is written, or it fails. */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        exchange(time.getCurrentProcessingTime());
        if (!endOfInput) {
            return;
        }
        long giveUpAt = System.nanoTime() + LAST_FLUSH.toNanos();
        while (!outbox.unwritten().isEmpty()) {
            if (System.nanoTime() > giveUpAt) {
                throw new IOException("the last demands could not be written: the store is away");
            }
            writeAll(outbox.unwritten(), time.getCurrentProcessingTime());
            if (away) {
                Thread.sleep(TICK_MILLIS);
            }
        }
    }

    @Override
    public List<AdapterDemand> snapshotState(long checkpointId) {
        return outbox.unwritten();
    }

    private void exchange(long now) {
        if (now < quietUntilMillis) {
            return;
        }
        if (!adopted) {
            adopt(now);
        } else if (now >= probeAtMillis) {
            probe(now);
        }
        if (now >= quietUntilMillis) {
            writeAll(outbox.due(now), now);
        }
    }

    private void adopt(long now) {
        try {
            outbox.adopt(blackboard.readAll(Keys.DEMAND).values(), now);
            adopted = true;
            reached();
        } catch (StoreUnavailableException e) {
            unreachable(e, now);
        }
    }

    private void probe(long now) {
        probeAtMillis = now + PROBE_MILLIS;
        Optional<String> witness = outbox.witness();
        if (witness.isEmpty()) {
            return;
        }
        try {
            if (blackboard.read(Keys.DEMAND, witness.get()).isEmpty()) {
                log.info("the store came back empty; all demands are written again");
                outbox.lost();
            }
            reached();
        } catch (StoreUnavailableException e) {
            unreachable(e, now);
        }
    }

    private void writeAll(List<AdapterDemand> demands, long now) {
        for (AdapterDemand demand : demands) {
            try {
                WriteOutcome outcome = blackboard.write(Keys.DEMAND, demand.model(), demand);
                (outcome == WriteOutcome.REFUSED_OLDER ? refused : written).inc();
                outbox.written(demand, now);
                reached();
            } catch (StoreUnavailableException e) {
                unreachable(e, now);
                return;
            }
        }
    }

    private void reached() {
        if (away) {
            away = false;
            log.info("the store answers again");
        }
    }

    private void unreachable(StoreUnavailableException e, long now) {
        quietUntilMillis = now + RETRY_MILLIS;
        if (!away) {
            away = true;
            log.warn("demand waits for the store: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        blackboard.close();
    }
}
