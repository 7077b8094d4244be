package dev.berth.router.table;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterReport;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import dev.berth.store.WriteOutcome;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet what this router has applied and has in flight: once a second, and within {@link #PROMPT_MILLIS} of
 * {@link #soon()}. While the store is away it tries on with each beat.
 */
public final class RouterReporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RouterReporter.class);
    private static final long PERIOD_MILLIS = 1_000;
    static final long PROMPT_MILLIS = 50;

    private final Blackboard blackboard;
    private final String router;
    private final TableHolder tables;
    private final LiveCounts counts;
    private final ScheduledExecutorService executor;
    private final LongSupplier clockMillis;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledFuture<?> beat;
    private Version last;
    private boolean deposedTold;

    /**
     * @param executor one thread; not closed here
     * @param startedAtMillis the epoch of the reports
     */
    public RouterReporter(
            Blackboard blackboard,
            String router,
            long startedAtMillis,
            TableHolder tables,
            LiveCounts counts,
            ScheduledExecutorService executor,
            LongSupplier clockMillis) {
        this(blackboard, router, startedAtMillis, tables, counts, executor, clockMillis, PERIOD_MILLIS);
    }

    RouterReporter(
            Blackboard blackboard,
            String router,
            long startedAtMillis,
            TableHolder tables,
            LiveCounts counts,
            ScheduledExecutorService executor,
            LongSupplier clockMillis,
            long periodMillis) {
        this.blackboard = blackboard;
        this.router = router;
        this.last = new Version(startedAtMillis, 0);
        this.tables = tables;
        this.counts = counts;
        this.executor = executor;
        this.clockMillis = clockMillis;
        this.beat = executor.scheduleAtFixedRate(this::report, 0, periodMillis, TimeUnit.MILLISECONDS);
    }

    /** Asks for a report; requests that come together make one. Any thread, never blocks. */
    public void soon() {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.schedule(this::report, PROMPT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            asked.set(false); // Closing: the last report was made.
        }
    }

    private void report() {
        asked.set(false);
        last = last.next();
        // Applied is read before the counts: a pick under it that is not counted yet can't exist.
        Version applied = tables.applied();
        RouterReport report = new RouterReport(last, clockMillis.getAsLong(), router, applied, counts.inFlight());
        try {
            WriteOutcome outcome = blackboard.write(Keys.ROUTERS, router, report);
            tellIfDeposed(outcome);
        } catch (StoreUnavailableException e) {
            log.debug("report kept back router={} reason=\"{}\"", router, e.getMessage());
        } catch (RuntimeException e) { // One that passed would be the last report.
            log.warn("report failed router={}", router, e);
        }
    }

    private void tellIfDeposed(WriteOutcome outcome) {
        if (outcome == WriteOutcome.REFUSED_OLDER && !deposedTold) {
            deposedTold = true;
            log.error("report refused router={} reason=\"a younger router has the same name\"", router);
        }
    }

    /** Takes this router off the list, so that nobody waits for its acknowledgement. */
    @Override
    public void close() {
        beat.cancel(false);
        try {
            executor.submit(this::withdraw).get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | RejectedExecutionException e) {
            log.info("report not withdrawn router={} reason=\"{}\"", router, e.toString());
        }
    }

    private void withdraw() {
        try {
            blackboard.remove(Keys.ROUTERS, router, last);
        } catch (StoreUnavailableException e) {
            log.info("report not withdrawn router={}; it ends by age", router);
        }
    }
}
