package dev.berth.evaluation.virtual;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange.Kind;
import dev.berth.evaluation.outcome.PlanTally;
import dev.berth.optimizer.loop.Optimizer;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.optimizer.loop.PlanningTurn;
import dev.berth.optimizer.loop.PlanningTurn.Considered;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.store.Blackboard;
import dev.berth.store.DeposedException;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.Optional;
import java.util.Set;

/** The product's optimizer, moved by events: it looks once a second and when hinted to, and a search takes its charged time. */
final class VirtualOptimizer {
    private static final long CYCLE_NANOS = EventQueue.SECOND;
    private static final Set<String> HASHES =
            Set.of(Keys.DEMAND.name(), Keys.PROFILE.name(), Keys.PROFILE_OFFLINE.name());
    private static final Set<String> WAKING =
            Set.of(Keys.CATALOG.name(), Keys.FLEET.name(), Keys.LEDGER.name(), Keys.CONTROL.name());

    private final EventQueue queue;
    private final WorldConfig config;
    private final WorldTime time;
    private final ChargedPlacement placement;
    private final PlanningTurn turn;
    private final PlanTally tally;
    private final WorldWatch watch;
    private boolean hashesChanged;
    private boolean searching;
    private boolean stopped;
    private long cycleAt = Long.MAX_VALUE;

    VirtualOptimizer(
            EventQueue queue,
            Blackboard blackboard,
            PlacementPolicy policy,
            OptimizerConfig optimizer,
            WorldConfig config,
            WorldTime time,
            PlanTally tally,
            WorldWatch watch) {
        this.queue = queue;
        this.config = config;
        this.time = time;
        this.tally = tally;
        this.watch = watch;
        this.placement = new ChargedPlacement(policy, config.delays());
        PlanMaker maker = new PlanMaker(
                placement, optimizer.planning(), optimizer.publish(), optimizer.scale(), placement::nanos);
        this.turn = new PlanningTurn(optimizer, maker, blackboard, queue.millis());
    }

    void start() {
        cycleBy(queue.now());
    }

    void stop() {
        stopped = true;
    }

    void hint(String key) {
        if (HASHES.contains(key)) {
            hashesChanged = true;
            cycleBy(queue.now() + (config.delays().hintMillis() + Optimizer.GATHER_MILLIS) * EventQueue.MILLI);
        } else if (WAKING.contains(key)) {
            cycleBy(queue.now() + config.delays().hintMillis() * EventQueue.MILLI);
        }
    }

    private void cycleBy(long nanos) {
        if (stopped || searching || cycleAt <= nanos) {
            return;
        }
        cycleAt = nanos;
        queue.at(nanos, () -> {
            if (cycleAt == nanos && !stopped) {
                cycleAt = Long.MAX_VALUE;
                cycle();
            }
        });
    }

    private void cycle() {
        long now = queue.millis();
        boolean looked = false;
        try {
            boolean changed = hashesChanged;
            hashesChanged = false;
            turn.read(changed, now);
            looked = !turn.control().frozen();
            long before = placement.nanos();
            Optional<Considered> considered = looked ? turn.consider(now) : Optional.empty();
            if (considered.isPresent()) {
                decided(considered.get(), placement.nanos() - before);
                return;
            }
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), "optimizer: the store is away");
        } catch (DeposedException e) {
            stopped = true;
            return;
        } catch (IllegalArgumentException | IllegalStateException e) {
            tally.failed(); // As the product: the next cycle sees newer documents.
            watch.note(queue.now(), "optimizer: cannot plan: " + e);
            looked = false;
        }
        cycleAgain(looked);
    }

    /** As the product: what the alarm waits for makes the next cycle come sooner only if it could be asked in this one. */
    private void cycleAgain(boolean looked) {
        long due = looked ? turn.dueInMillis(queue.millis()) : -1;
        long wait = due < 0 ? CYCLE_NANOS : Math.min(CYCLE_NANOS, due * EventQueue.MILLI);
        cycleBy(queue.now() + wait);
    }

    /** The search takes its time; then the plan, if it is one, is published. */
    private void decided(Considered considered, long chargedNanos) {
        if (!(considered.decision() instanceof Decision.NotReady)) {
            tally.solved(chargedNanos / 1e9);
        }
        long consideredAt = queue.now();
        searching = true;
        queue.after(chargedNanos, () -> {
            searching = false;
            if (!stopped) {
                carryOut(considered, consideredAt);
                cycleAgain(true);
            }
        });
    }

    private void carryOut(Considered considered, long consideredAt) {
        try {
            turn.carryOut(considered, queue.millis()).ifPresent(plan -> published(plan, consideredAt));
        } catch (DeposedException e) {
            stopped = true;
        }
        if (considered.decision() instanceof Decision.NotReady notReady) {
            watch.note(
                    queue.now(), "optimizer: not ready: " + notReady.readiness().sentence());
        } else if (considered.decision() instanceof Decision.Keep keep) {
            watch.note(queue.now(), "optimizer: kept: " + keep.reason());
        }
    }

    private void published(PlacementPlan plan, long consideredAt) {
        int moves = (int) plan.changes().stream()
                .filter(change -> change.kind() == Kind.LOAD || change.kind() == Kind.UNLOAD)
                .count();
        int assignments = plan.assignments().values().stream()
                .mapToInt(java.util.List::size)
                .sum();
        tally.published(
                plan.version(), time.seconds(consideredAt), time.seconds(queue.now()), moves, assignments, plan.gap());
        watch.planned(queue.now(), plan);
    }
}
