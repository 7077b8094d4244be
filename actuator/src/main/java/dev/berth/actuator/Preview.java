package dev.berth.actuator;

import dev.berth.actuator.declare.DeclarationFiles;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.observe.PodProbe;
import dev.berth.actuator.observe.ProbeConfig;
import dev.berth.actuator.reconcile.Acknowledgements;
import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.Inputs;
import dev.berth.actuator.reconcile.Published;
import dev.berth.actuator.reconcile.ReconcileConfig;
import dev.berth.actuator.reconcile.Reconciler;
import dev.berth.actuator.reconcile.Recovered;
import dev.berth.actuator.reconcile.Step;
import dev.berth.actuator.vllm.VllmPods;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * What the actuator would do now: pods are asked, the store is read, nothing is changed. One step of a reconciler that
 * waits for nothing.
 *
 * @param plan version of the plan that it follows; empty before the first plan (even dispatch)
 * @param pods with readiness and what is registered
 * @param moves loads, drains and scale commands, in words
 * @param notes what an operator should read
 */
public record Preview(String plan, List<PodState> pods, List<Move> moves, List<String> notes) {
    /** One thing that would be done. */
    public record Move(String kind, String adapter, String pod, String detail) {}

    /** @param blackboard read only, and not closed */
    public static Preview of(
            ActuatorConfig config, DeclarationFiles files, Blackboard blackboard, LongSupplier clockMillis) {
        List<String> notes = new ArrayList<>();
        List<PodProbe> probes = probes(config, files, clockMillis);
        Optional<PlacementPlan> plan = Optional.empty();
        Recovered recovered = Recovered.NOTHING;
        Published published = Published.NOTHING;
        Control control = Control.NONE;
        try {
            plan = blackboard.read(Keys.PLAN);
            recovered = new Recovered(
                    blackboard.read(Keys.CATALOG), blackboard.read(Keys.FLEET), blackboard.read(Keys.LEDGER));
            published = blackboard
                    .read(Keys.ROUTING)
                    .map(table -> new Published(table, 1))
                    .orElse(published);
            control = blackboard.read(Keys.CONTROL).orElse(control);
        } catch (StoreUnavailableException e) {
            notes.add("the store is away, so this is as if there were no plan: " + e.getMessage());
        }
        Step step = new Reconciler(impatient(config.reconcile()))
                .step(
                        new Inputs(
                                files.current(),
                                probes,
                                List.of(),
                                plan,
                                Acknowledgements.UNREADABLE,
                                control,
                                published,
                                Optional.of(recovered)),
                        clockMillis.getAsLong());
        notes.addAll(step.notes());
        Step.Documents documents = step.documents().orElseThrow();
        return new Preview(
                plan.map(p -> p.version().toString()).orElse(""),
                documents.fleet().pods(),
                moves(step),
                notes);
    }

    private static List<PodProbe> probes(ActuatorConfig config, DeclarationFiles files, LongSupplier clockMillis) {
        VllmPods pods = new VllmPods(
                Duration.ofMillis(config.probeTimeoutMillis()),
                Duration.ofMillis(config.loadTimeoutMillis()),
                clockMillis);
        List<CompletableFuture<PodProbe>> asked = new ArrayList<>();
        for (DeclaredDeployment deployment : files.current().deployments()) {
            deployment.pods().forEach(pod -> asked.add(pods.probe(pod.name(), pod.url(), deployment.apiKey())));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private static ReconcileConfig impatient(ReconcileConfig c) {
        return new ReconcileConfig(
                new ProbeConfig(0, 1),
                0,
                c.drainDeadlineMillis(),
                0,
                c.goneMillis(),
                c.retryFirstMillis(),
                c.retryLongestMillis(),
                0,
                0,
                1);
    }

    private static List<Move> moves(Step step) {
        List<Move> moves = new ArrayList<>();
        for (LedgerEntry entry : step.documents().orElseThrow().ledger().entries()) {
            if (!entry.zombie()) {
                move(entry).ifPresent(moves::add);
            }
        }
        for (Command command : step.commands()) {
            if (command instanceof Command.Scale scale) {
                moves.add(new Move("scale", "", scale.deployment(), "to " + scale.pods() + " pods"));
            }
        }
        return moves;
    }

    private static Optional<Move> move(LedgerEntry entry) {
        String pod = entry.pod().pod();
        return switch (entry.state()) {
            case SCHEDULED, LOADING ->
                Optional.of(new Move(
                        "load",
                        entry.adapter(),
                        pod,
                        entry.state() == PairState.LOADING ? "now" : "when its turn comes"));
            case DRAINING, UNLOADING ->
                Optional.of(new Move(
                        "unload", entry.adapter(), pod, "once it is out of the table and routers are done with it"));
            case FAILED -> Optional.of(new Move("wait", entry.adapter(), pod, entry.reason()));
            case BOUND, RUNNING -> Optional.empty();
        };
    }
}
