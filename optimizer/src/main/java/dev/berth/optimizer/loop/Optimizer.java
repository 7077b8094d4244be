package dev.berth.optimizer.loop;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.explain.PlanText;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.problem.InputReadiness;
import dev.berth.store.Blackboard;
import dev.berth.store.DeposedException;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import dev.berth.store.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running optimizer: one thread that reads the blackboard, asks the {@link Alarm} whether to plan, and publishes what
 * is worth it, or proposes it where an operator approves. A search has a thread of its own, so that a pod that is lost while it
 * goes on is not answered after it: the search is abandoned and another one begun. The optimizer starts from the plan in force,
 * fills an emptied store again, does nothing while the fleet is frozen, holds on to an earlier plan when told to, goes on when
 * the store is away, and steps down for good when a newer optimizer has taken over.
 */
public final class Optimizer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Optimizer.class);
    private static final long CYCLE_MILLIS = 1_000;

    /** Demand comes model by model: so long after the first of it all is read. */
    public static final long GATHER_MILLIS = 100;

    /** How long closing waits for a cycle that has begun. */
    private static final long LONGEST_CYCLE_MILLIS = 5_000;

    private final LongSupplier clockMillis;
    private final PlanningTurn turn;
    private final OptimizerMetrics metrics;
    private final Thread thread;
    private final Semaphore hinted = new Semaphore(0);
    private final Subscription hints;
    private final AtomicBoolean hashesChanged = new AtomicBoolean();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile PlacementPlan inForce;
    private volatile InputReadiness readiness = new InputReadiness(List.of());
    private volatile boolean deposed;
    private volatile boolean closing;
    private String lastCondition = "";
    private Search search;

    private Optimizer(OptimizerConfig config, PlanMaker maker, Blackboard blackboard, LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        this.turn = new PlanningTurn(config, maker, blackboard, clockMillis.getAsLong());
        this.metrics = new OptimizerMetrics(config.adminPort());
        this.thread = new Thread(this::run, "optimizer");
        this.hints = blackboard.onChange(this::hint);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * @param blackboard not closed here
     */
    public static Optimizer start(OptimizerConfig config, Blackboard blackboard, LongSupplier clockMillis) {
        PlanMaker maker = new PlanMaker(
                config.placementPolicy(), config.planning(), config.publish(), config.scale(), System::nanoTime);
        return start(config, maker, blackboard, clockMillis);
    }

    /** With a maker of one's own. */
    static Optimizer start(OptimizerConfig config, PlanMaker maker, Blackboard blackboard, LongSupplier clockMillis) {
        return new Optimizer(config, maker, blackboard, clockMillis);
    }

    /** The plan that the fleet is to follow, if there is one. */
    public Optional<PlacementPlan> plan() {
        return Optional.ofNullable(inForce);
    }

    /** What was missing at the last look. */
    public InputReadiness readiness() {
        return readiness;
    }

    /** Whether a newer optimizer has taken over; this one does nothing any more. */
    public boolean deposed() {
        return deposed;
    }

    /** Port of metrics; -1 if there is none. */
    public int adminPort() {
        return metrics.port();
    }

    /** Waits until it is closed or deposed. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    private void hint(String key) {
        boolean hash = key.equals(Keys.DEMAND.name())
                || key.equals(Keys.PROFILE.name())
                || key.equals(Keys.PROFILE_OFFLINE.name());
        if (hash) {
            if (!hashesChanged.getAndSet(true)) {
                gathering.set(true);
                hinted.release();
            }
            return;
        }
        boolean mine =
                key.equals(Keys.PLAN.name()) || key.equals(Keys.PROPOSED.name()) || key.equals(Keys.ROUTING.name());
        if (!mine) {
            hinted.release();
        }
    }

    private void run() {
        try {
            while (!closing && !deposed) {
                boolean looked = cycle();
                long due = looked ? turn.dueInMillis(clockMillis.getAsLong()) : -1;
                long wait = due < 0 ? CYCLE_MILLIS : Math.min(due, CYCLE_MILLIS);
                awaitHint(wait);
                if (gathering.getAndSet(false)) {
                    awaitHint(GATHER_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void awaitHint(long atMostMillis) throws InterruptedException {
        if (hinted.tryAcquire(atMostMillis, TimeUnit.MILLISECONDS)) {
            hinted.drainPermits();
        }
    }

    /** Whether it could ask the alarm; if not, what the alarm waits for does not make the next cycle come sooner. */
    private boolean cycle() {
        try {
            return planIfDue();
        } catch (StoreUnavailableException e) {
            condition("store unavailable: " + e.getMessage());
        } catch (DeposedException e) {
            deposed = true;
            log.warn("stepping down: {}", e.getMessage());
        } catch (RuntimeException e) {
            // The next cycle sees newer documents; a loop that dies of one bad reading would never plan again.
            condition("cannot plan: " + e);
            log.debug("cannot plan", e);
        }
        return false;
    }

    /** The whole loop: keep the store filled, read, obey the operator, ask the alarm, decide, publish. */
    private boolean planIfDue() {
        long now = clockMillis.getAsLong();
        turn.read(hashesChanged.getAndSet(false), now);
        adopted();
        if (turn.control().frozen()) {
            abandon("frozen");
            condition("frozen: " + turn.control().frozenReason());
            return false;
        }
        turn.obey(now).ifPresent(this::ordered);
        Optional<String> held = turn.held(now);
        if (held.isPresent()) {
            abandon("an earlier plan is held on to");
            condition(held.get());
            return false;
        }
        if (search != null && turn.overtaken(search.asked(), now)) {
            abandon("pods came or went");
        }
        if (search == null) {
            turn.due(now).ifPresent(asked -> search = Search.start(asked, turn::decide, hinted::release));
        } else if (search.ended()) {
            Search ended = search;
            search = null;
            carryOut(ended.result(), now);
        }
        return search == null; // A search that goes on tells when it ends.
    }

    private void abandon(String why) {
        if (search != null) {
            log.info(
                    "search abandoned reason=\"{}\" trigger=\"{}\"",
                    why,
                    search.asked().trigger().sentence());
            search.abandon();
            search = null;
            turn.abandoned();
        }
    }

    private void ordered(PlacementPlan plan) {
        abandon("the operator ordered another plan");
        inForce = plan;
        metrics.decided("ordered");
        metrics.inForce(plan);
        log.info(
                "plan published plan={} reason=\"{}\" summary=\"{}\"",
                plan.version(),
                plan.solver().trigger(),
                PlanText.summary(plan));
    }

    private void carryOut(PlanningTurn.Considered considered, long now) {
        Decision decision = considered.decision();
        if (decision instanceof Decision.NotReady notReady) {
            readiness = notReady.readiness();
            metrics.decided("not_ready");
            condition("not ready: " + readiness.sentence());
            return;
        }
        readiness = new InputReadiness(List.of());
        lastCondition = "";
        Optional<PlacementPlan> published = turn.carryOut(considered, now);
        if (decision instanceof Decision.Keep keep) {
            metrics.decided("kept");
            metrics.solved(keep.considered());
            log.info(
                    "plan kept reason=\"{}\" trigger=\"{}\"",
                    keep.reason(),
                    considered.trigger().sentence());
        } else if (published.isEmpty()) {
            metrics.decided("proposed");
        } else if (decision instanceof Decision.Publish publish) {
            PlacementPlan plan = published.get();
            inForce = plan;
            metrics.decided("published");
            metrics.solved(plan);
            metrics.inForce(plan);
            log.info(
                    "plan published plan={} reason=\"{}\" trigger=\"{}\" seconds={} summary=\"{}\"",
                    plan.version(),
                    publish.reason(),
                    considered.trigger().sentence(),
                    plan.solver().seconds(),
                    PlanText.summary(plan));
        }
    }

    /** What was taken over from an earlier optimizer, or written anew into an emptied store. */
    private void adopted() {
        PlacementPlan before = inForce;
        turn.inForce()
                .filter(plan -> before == null || plan.version().isNewerThan(before.version()))
                .ifPresent(plan -> {
                    inForce = plan;
                    metrics.inForce(plan);
                });
    }

    /** Says a lasting condition once. */
    private void condition(String words) {
        if (!words.equals(lastCondition)) {
            log.info("waiting reason=\"{}\"", words);
            lastCondition = words;
        }
    }

    @Override
    public void close() {
        hints.close();
        closing = true;
        hinted.release();
        try {
            thread.join(LONGEST_CYCLE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            abandon("closing");
        }
        metrics.close();
    }
}
