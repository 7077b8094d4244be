package dev.berth.evaluation.quickstart;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.evaluation.replay.Replay;
import dev.berth.evaluation.replay.ReplayOptions;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.report.ArmCounters;
import dev.berth.evaluation.report.ArmReport;
import dev.berth.evaluation.stack.Child;
import dev.berth.evaluation.stack.Stack;
import dev.berth.evaluation.status.FleetSnapshot;
import dev.berth.store.Blackboard;
import dev.berth.store.StoreUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Sends the traffic of one arm, and watches the blackboard meanwhile. */
final class ArmRun {
    private static final long WATCH_EVERY_MILLIS = 500;

    /** A client gives up then; beyond every class's target. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final Stack stack;
    private final Blackboard blackboard;
    private final AdapterEvents events;
    private final Terminal terminal;

    ArmRun(Stack stack, Blackboard blackboard, AdapterEvents events, Terminal terminal) {
        this.stack = stack;
        this.blackboard = blackboard;
        this.events = events;
        this.terminal = terminal;
    }

    /**
     * What an arm left.
     *
     * @param served requests that went where an applied plan wanted them
     * @param crashes parts that ended unasked
     */
    record Outcome(
            ReplayPlan plan, ReplayResult result, ArmReport report, LoopEvidence evidence, long served, long crashes) {
        boolean everyRequestEnded() {
            return result.complete()
                    && result.results().size() == plan.requests().size();
        }
    }

    Outcome run(String name, ReplayPlan plan, String routingStrategy, RequestJudge judge) {
        long startedAt = System.currentTimeMillis();
        long crashesBefore = crashes();
        LoopEvidence evidence = new LoopEvidence(startedAt);
        AtomicReference<FleetSnapshot> newest = new AtomicReference<>();
        LiveView view = new LiveView(terminal, name, plan);
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
        ReplayResult result;
        try {
            watcher.scheduleWithFixedDelay(() -> watch(evidence, newest), 0, WATCH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            result = Replay.run(
                    plan,
                    URI.create(stack.routerUrl()),
                    ReplayOptions.DEFAULTS.withRoutingStrategy(routingStrategy).withRequestTimeout(PATIENCE),
                    judge,
                    progress -> view.update(progress, newest.get()));
        } finally {
            watcher.shutdownNow();
            view.end();
        }
        long crashes = crashes() - crashesBefore;
        Map<AdapterEvent.Kind, Long> counts = events.count(startedAt, System.currentTimeMillis());
        ArmCounters counters = new ArmCounters(
                counts.getOrDefault(AdapterEvent.Kind.LOADED, 0L),
                counts.getOrDefault(AdapterEvent.Kind.UNLOADED, 0L),
                counts.getOrDefault(AdapterEvent.Kind.LOAD_FAILED, 0L),
                evidence.plansApplied(),
                crashes);
        ArmReport report = ArmReport.of(name, plan, result, judge, counters);
        long served = evidence.served(result.results(), result.startedAtMillis());
        return new Outcome(plan, result, report, evidence, served, crashes);
    }

    private void watch(LoopEvidence evidence, AtomicReference<FleetSnapshot> newest) {
        try {
            FleetSnapshot snapshot = FleetSnapshot.read(blackboard, System.currentTimeMillis());
            newest.set(snapshot);
            evidence.see(snapshot);
        } catch (StoreUnavailableException e) {
            return; // Redis is away for now: the view shows the last one.
        }
    }

    private long crashes() {
        return stack.children().stream().mapToLong(Child::unaskedEnds).sum();
    }
}
