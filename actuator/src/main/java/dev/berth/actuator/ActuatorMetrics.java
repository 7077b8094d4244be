package dev.berth.actuator;

import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import dev.berth.actuator.reconcile.Step;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Locale;

/** What the admin port tells. A registry of its own, so that several actuators may live in one JVM. */
final class ActuatorMetrics {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter cycles =
            Counter.build("berth_actuator_cycles", "turns of the loop").register(registry);
    private final Counter troubles = Counter.build("berth_actuator_cycles_failed", "turns of the loop that failed")
            .register(registry);
    private final Counter commands = Counter.build(
                    "berth_actuator_commands", "loads, unloads and scale commands by end")
            .labelNames("kind", "result")
            .register(registry);
    private final Histogram loadSeconds = Histogram.build(
                    "berth_actuator_load_seconds", "duration of loads that ended well")
            .buckets(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
            .register(registry);
    private final Gauge pods = Gauge.build("berth_actuator_pods", "pods by readiness")
            .labelNames("readiness")
            .register(registry);
    private final Gauge pairs = Gauge.build("berth_actuator_pairs", "adapters on pods by state, zombies apart")
            .labelNames("state")
            .register(registry);
    private final Gauge settled =
            Gauge.build("berth_actuator_settled", "1 if observed is as desired").register(registry);
    private final Gauge store = Gauge.build("berth_actuator_store_available", "1 if the store answered last time")
            .register(registry);
    private final Gauge dropped = Gauge.build("berth_actuator_events_dropped", "adapter events that could not be told")
            .register(registry);

    CollectorRegistry registry() {
        return registry;
    }

    void cycleFailed() {
        troubles.inc();
    }

    void command(CommandResult result) {
        String kind = result.command().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        commands.labels(kind, result.ok() ? "ok" : "failed").inc();
        if (result.ok() && result.command() instanceof Command.Load) {
            loadSeconds.observe(result.seconds());
        }
    }

    void cycle(Step step, boolean storeAvailable, long eventsDropped) {
        cycles.inc();
        settled.set(step.settled() ? 1 : 0);
        store.set(storeAvailable ? 1 : 0);
        dropped.set(eventsDropped);
        step.documents().ifPresent(this::fleet);
    }

    private void fleet(Step.Documents documents) {
        for (Readiness readiness : Readiness.values()) {
            long count = documents.fleet().pods().stream()
                    .map(PodState::readiness)
                    .filter(readiness::equals)
                    .count();
            pods.labels(readiness.name()).set(count);
        }
        for (PairState state : PairState.values()) {
            long count = documents.ledger().entries().stream()
                    .filter(entry -> !entry.zombie() && entry.state() == state)
                    .count();
            pairs.labels(state.name()).set(count);
        }
        pairs.labels("ZOMBIE")
                .set(documents.ledger().entries().stream()
                        .filter(LedgerEntry::zombie)
                        .count());
    }
}
