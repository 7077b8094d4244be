package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.actuator.declare.ApiKey;
import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.declare.DeclaredPod;
import dev.berth.actuator.observe.PodProbe;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A reconciler with pods, routers and a store around it, in virtual time: every second each pod is asked, a step is made,
 * its table published and applied. After every step the promises that hold in any story are checked.
 */
final class VirtualFleet {
    static final String DEPLOYMENT = "default/sim";

    final ReconcileConfig config;
    final Map<String, VirtualPod> pods = new LinkedHashMap<>();
    final Map<String, VirtualRouter> routers = new LinkedHashMap<>();
    final Map<String, AdapterSpec> adapters = new LinkedHashMap<>();
    final List<Command> commands = new ArrayList<>();
    Control control = Control.NONE;
    Optional<PlacementPlan> plan = Optional.empty();
    String scaleCommand = "";
    boolean zombies = true;
    boolean storeAway;
    long now = 1_000_000;
    Step last;
    final List<String> allNotes = new ArrayList<>();
    RoutingTable published = RoutingTable.EMPTY;

    private final int maxLoras;
    final int maxCpuLoras;
    final Set<String> declared = new HashSet<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Promises promises = new Promises(this);
    private Reconciler reconciler;
    private Recovered recovered = Recovered.NOTHING;
    private Published acknowledged = Published.NOTHING;
    private RoutingTable content;
    private Map<String, RouterReport> reports = new TreeMap<>();
    private long epoch = 1;
    private int plans;

    private record Pending(Command command, long dueMillis, Reconciler owner) {}

    VirtualFleet(int podCount, int maxLoras, int maxCpuLoras) {
        this(ReconcileConfig.DEFAULTS, podCount, maxLoras, maxCpuLoras);
    }

    VirtualFleet(ReconcileConfig config, int podCount, int maxLoras, int maxCpuLoras) {
        this.config = config;
        this.maxLoras = maxLoras;
        this.maxCpuLoras = maxCpuLoras;
        for (int i = 1; i <= podCount; i++) {
            addPod("p" + i);
        }
        addRouter("r1");
        reconciler = new Reconciler(config);
    }

    VirtualPod addPod(String name) {
        VirtualPod pod = new VirtualPod(name);
        pods.put(name, pod);
        declared.add(name);
        return pod;
    }

    void undeclare(String pod) {
        declared.remove(pod);
    }

    VirtualRouter addRouter(String name) {
        VirtualRouter router = new VirtualRouter(name);
        routers.put(name, router);
        return router;
    }

    VirtualFleet adapters(String... names) {
        for (String name : names) {
            adapters.put(name, adapter(name, "/lora/" + name, ""));
        }
        return this;
    }

    static AdapterSpec adapter(String name, String artifact, String digest) {
        return new AdapterSpec(name, VirtualPod.BASE, artifact, digest, name, 16, 1, "standard", 1, 0, 0, "");
    }

    /** {@code "a=p1:0.5,p2:0.5"}, {@code "b=p1:warm"}. */
    void plan(String... parts) {
        plan(assignments(parts), Map.of(), List.of());
    }

    /** The same by a plan that gives a pod up. */
    void planWithout(String leaving, String... parts) {
        plan(assignments(parts), Map.of(), List.of(), List.of(leaving));
    }

    private Map<String, List<Assignment>> assignments(String... parts) {
        Map<String, List<Assignment>> assignments = new TreeMap<>();
        for (String part : parts) {
            String[] sides = part.split("=", -1);
            List<Assignment> list = new ArrayList<>();
            for (String place : sides[1].split(",", -1)) {
                String[] podAndWeight = place.split(":", -1);
                boolean warm = podAndWeight[1].equals("warm");
                list.add(new Assignment(
                        id(podAndWeight[0]),
                        warm ? Tier.WARM : Tier.HOT,
                        warm ? 0 : Double.parseDouble(podAndWeight[1])));
            }
            assignments.put(sides[0], list);
        }
        return assignments;
    }

    void plan(
            Map<String, List<Assignment>> assignments,
            Map<String, Integer> podCounts,
            List<PlacementPlan.Unserved> unserved) {
        plan(assignments, podCounts, unserved, List.of());
    }

    /**
     * @param leaving pods that the plan gives up
     */
    void plan(
            Map<String, List<Assignment>> assignments,
            Map<String, Integer> podCounts,
            List<PlacementPlan.Unserved> unserved,
            List<String> leaving) {
        plan = Optional.of(new PlacementPlan(
                new Version(7, ++plans),
                now,
                new PlacementPlan.Inputs(Version.NONE, Version.NONE, 0, 0, Map.of()),
                assignments,
                podCounts,
                unserved,
                List.of(),
                List.of(),
                new PlacementPlan.Outlook(0, 0, 0),
                new PlacementPlan.Outlook(0, 0, 0),
                0,
                0,
                new PlacementPlan.SolverRun("test", 1, 1, 1),
                leaving.stream()
                        .map(pod -> new PlacementPlan.Spare(pod, DEPLOYMENT, 0, true))
                        .toList(),
                List.of(),
                List.of()));
    }

    PodIncarnation id(String pod) {
        VirtualPod known = pods.get(pod);
        return new PodIncarnation(pod, known == null ? "1.000" : known.incarnation());
    }

    /** The process is replaced: what it had in its head, and the answers to what it had asked, are lost. */
    void restartActuator() {
        reconciler = new Reconciler(config);
        acknowledged = Published.NOTHING;
        content = null;
        promises.forgetTable();
        epoch++;
    }

    void wipeStore() {
        recovered = Recovered.NOTHING;
        reports = new TreeMap<>();
    }

    Step step() {
        now += 1_000;
        endCommands();
        List<PodProbe> probes =
                pods.values().stream().map(pod -> pod.probe(now)).toList();
        Step step = reconciler.step(inputs(probes), now);
        step.commands().forEach(command -> accept(command, step));
        promises.check(step);
        publish(step);
        last = step;
        allNotes.addAll(step.notes());
        return step;
    }

    void run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            step();
        }
    }

    /** Steps until it is so; fails after two minutes of virtual time. */
    void until(String what, java.util.function.BooleanSupplier so) {
        for (int i = 0; i < 120; i++) {
            step();
            if (so.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("not within 120 s: " + what + "\n" + describe());
    }

    void untilSettled() {
        until("settled", () -> last.settled());
    }

    String describe() {
        return pods.values().stream()
                        .map(p -> p.name + (p.up ? " up " : " down ") + p.registered.keySet())
                        .toList()
                + "\nledger "
                + last.documents().map(d -> d.ledger().entries().stream()
                        .map(e ->
                                e.engineName() + "@" + e.pod().pod() + " " + e.state() + (e.zombie() ? " zombie" : ""))
                        .toList())
                + "\nnotes " + last.notes();
    }

    private Declaration declaration() {
        List<DeclaredPod> list = pods.values().stream()
                .filter(pod -> declared.contains(pod.name))
                .map(pod -> new DeclaredPod(pod.name, pod.url, ""))
                .toList();
        DeploymentSpec spec =
                new DeploymentSpec(DEPLOYMENT, VirtualPod.BASE, "A10", 1, maxLoras, maxCpuLoras, 64, 1, 9);
        return new Declaration(
                List.copyOf(adapters.values()),
                List.of(),
                List.of(new DeclaredDeployment(spec, scaleCommand, ApiKey.NONE, zombies, list)));
    }

    private final List<CommandResult> results = new ArrayList<>();

    private Inputs inputs(List<PodProbe> probes) {
        routers.values().stream()
                .filter(router -> router.up && !storeAway)
                .forEach(router -> reports.put(router.name, router.report(now)));
        Acknowledgements acks =
                storeAway ? Acknowledgements.UNREADABLE : new Acknowledgements(true, List.copyOf(reports.values()));
        Inputs inputs = new Inputs(
                declaration(),
                probes,
                results,
                plan,
                acks,
                control,
                acknowledged,
                storeAway ? Optional.empty() : Optional.of(recovered));
        results.clear();
        return inputs;
    }

    private void accept(Command command, Step step) {
        commands.add(command);
        long millis = 10;
        if (command instanceof Command.Load load) {
            assertThat(pending.stream().filter(p -> p.owner() == reconciler && p.command() instanceof Command.Load))
                    .as("one load at a time on %s", load.pod())
                    .noneMatch(p -> ((Command.Load) p.command()).pod().equals(load.pod()));
            assertThat(adapters).as("only what is catalogued is loaded").containsKey(load.adapter());
            millis = pods.get(load.pod().pod()).loadMillis;
        } else if (command instanceof Command.Unload unload) {
            promises.checkUnload(unload, step);
        }
        pending.add(new Pending(command, now + millis, reconciler));
    }

    private void endCommands() {
        for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
            Pending due = each.next();
            if (due.dueMillis() > now) {
                continue;
            }
            each.remove();
            CommandResult result = due.command() instanceof Command.Scale
                    ? new CommandResult(due.command(), 200, "", 0.1, due.dueMillis())
                    : carryOut(due);
            if (due.owner() == reconciler) {
                results.add(result);
            }
        }
    }

    private CommandResult carryOut(Pending due) {
        PodIncarnation target =
                due.command() instanceof Command.Load load ? load.pod() : ((Command.Unload) due.command()).pod();
        VirtualPod pod = pods.get(target.pod());
        boolean sameLife = pod.incarnation().equals(target.incarnation());
        return sameLife
                ? pod.carryOut(due.command(), due.dueMillis())
                : new CommandResult(due.command(), 0, "connection reset", 0, due.dueMillis());
    }

    private void publish(Step step) {
        if (step.documents().isEmpty() || storeAway) {
            return;
        }
        Step.Documents documents = step.documents().get();
        RoutingTable next = documents.routing();
        if (!next.equals(content)) {
            content = next;
            Version version =
                    published.version().epoch() == epoch ? published.version().next() : Version.firstOf(epoch);
            assertThat(version.isNewerThan(published.version()))
                    .as("tables are monotone")
                    .isTrue();
            published = new RoutingTable(version, now, next.planVersion(), next.pods(), next.models());
        }
        acknowledged = new Published(published, step.ordinal());
        Catalog c = documents.catalog();
        Fleet f = documents.fleet();
        Ledger l = documents.ledger();
        recovered = new Recovered(Optional.of(c), Optional.of(f), Optional.of(l));
        routers.values().forEach(router -> router.see(published));
        promises.rememberDepartures(next);
    }

    /** A load that an earlier actuator began, of which this one only has read, may have come to nothing. */
    boolean isLoading(LedgerEntry entry) {
        return pending.stream()
                .anyMatch(p -> p.owner() == reconciler
                        && p.command() instanceof Command.Load load
                        && load.engineName().equals(entry.engineName())
                        && load.pod().equals(entry.pod()));
    }

    Ledger ledger() {
        return last.documents().map(Step.Documents::ledger).orElse(new Ledger(Version.NONE, 0, List.of()));
    }

    Optional<PairState> state(String adapter, String pod) {
        return ledger().entries().stream()
                .filter(e -> e.adapter().equals(adapter) && e.pod().equals(id(pod)) && !e.zombie())
                .map(LedgerEntry::state)
                .findFirst();
    }

    Fleet fleet() {
        return last.documents().orElseThrow().fleet();
    }

    /** Weights by pod of what is published. */
    Map<String, Double> routes(String model) {
        Map<String, Double> weights = new TreeMap<>();
        RoutingTable.ModelRoutes routes = published.models().get(model);
        if (routes != null) {
            routes.routes().forEach(route -> weights.put(route.pod().pod(), route.weight()));
        }
        return weights;
    }

    List<String> moves() {
        return commands.stream().map(Command::toString).toList();
    }
}
