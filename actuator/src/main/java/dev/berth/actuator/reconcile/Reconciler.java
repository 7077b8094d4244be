package dev.berth.actuator.reconcile;

import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.observe.FleetView;
import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The actuator's decisions, level-triggered: each step compares what is desired (the plan; before the first plan, even
 * dispatch) with what is observed, and a satisfied step does nothing. Whatever happened in between, the next step starts
 * from what is so.
 *
 * <p>Order of a move: load on the target; seen in the pod's own list; in the routing table, which shifts the weight; then
 * the old copy out of the table; every live router has applied that and has nothing in flight to it; unload.
 *
 * <p>Nothing is done before it is known what the actuator before this one left in the store, and before each declared pod
 * was observed (or a bounded wait is over): a restart must neither forget nor wipe the table.
 *
 * <p>Frozen: no moves. What nobody serves any more is still loaded once, since routing goes on.
 *
 * <p>Not thread-safe; has no clock, and does nothing by itself.
 */
public final class Reconciler {
    private final ReconcileConfig config;
    private final FleetView fleet;
    private final PairBook book = new PairBook();
    private final RouterAcks acks = new RouterAcks();
    private final EngineNames names = new EngineNames();
    private final Follow follow;
    private final EvenPlacement even;
    private final Rescues rescues;
    private final Drains drains;
    private final Loads loads;
    private final TableMaker tables;
    private final Scaling scaling;
    private final StandbyPace pace;
    private long ordinal;
    private long startedAtMillis = -1;
    private boolean recovered;
    private boolean ready;

    public Reconciler(ReconcileConfig config) {
        this.config = config;
        this.fleet = new FleetView(config.probe());
        this.follow = new Follow(config, book);
        this.even = new EvenPlacement(config);
        this.rescues = new Rescues(config);
        this.drains = new Drains(config, book, acks);
        this.pace = new StandbyPace(config.standbyLoadShare());
        this.loads = new Loads(book, drains, rescues, pace);
        this.tables = new TableMaker(book);
        this.scaling = new Scaling(config);
    }

    public Step step(Inputs in, long now) {
        ordinal++;
        startedAtMillis = startedAtMillis < 0 ? now : startedAtMillis;
        in.recovered().ifPresent(store -> recover(store, now));
        List<String> notes = new ArrayList<>();
        Snapshot before = observePods(in, now);
        List<AdapterEvent> events = follow.results(in.results(), before);
        scaling.ended(in.results(), notes);
        pace.hear(in.results());
        Snapshot snapshot = nameAdapters(in, now);
        if (recovered) {
            follow.lists(snapshot);
        }
        acks.hear(in.acknowledgements(), now);
        if (!mayAct(now)) {
            return new Step(ordinal, List.of(), Optional.empty(), events, waitingFor(), false, false);
        }
        return decide(in, snapshot, events, notes);
    }

    private Step decide(Inputs in, Snapshot snapshot, List<AdapterEvent> events, List<String> notes) {
        boolean frozen = in.control().frozen();
        Wants wants = wants(in, snapshot, notes);
        drains.decide(wants, snapshot, frozen);
        Catalog catalog = catalog(in.declaration(), snapshot);
        RoutingTable table = tables.make(catalog, in.declaration(), wants, in.plan(), snapshot);
        tables.markRunning(table, snapshot.now());
        List<Command> commands = new ArrayList<>(drains.unloads(wants, snapshot, frozen, notes));
        commands.addAll(loads.start(wants, in.control(), table, snapshot, notes));
        if (!frozen) {
            in.plan().ifPresent(plan -> commands.addAll(scaling.decide(plan, in.declaration(), snapshot.now(), notes)));
        }
        forgetPodsTakenAway(snapshot);
        Step.Documents documents =
                new Step.Documents(catalog, fleet.document(in.declaration()), book.document(), table);
        return new Step(
                ordinal,
                commands,
                Optional.of(documents),
                events,
                notes,
                commands.isEmpty() && asDesired(wants, snapshot),
                isThere(wants, snapshot, want -> want.tier() == Tier.HOT));
    }

    private void recover(Recovered store, long now) {
        if (recovered) {
            return;
        }
        recovered = true;
        store.fleet().ifPresent(fleet::recover);
        store.ledger().ifPresent(ledger -> book.recover(ledger, now));
        store.catalog().ifPresent(catalog -> names.recover(catalog.adapters()));
    }

    private Snapshot observePods(Inputs in, long now) {
        fleet.declare(in.declaration(), now);
        in.probes().forEach(fleet::observe);
        if (recovered) {
            follow.lives(fleet.pods());
        }
        return Snapshot.of(now, ordinal, in.declaration().adapters(), fleet, in.declaration(), in.published());
    }

    private Snapshot nameAdapters(Inputs in, long now) {
        List<AdapterSpec> named = recovered
                ? names.name(in.declaration().adapters(), fleet.pods().values(), book)
                : in.declaration().adapters();
        return Snapshot.of(now, ordinal, named, fleet, in.declaration(), in.published());
    }

    private boolean mayAct(long now) {
        if (!recovered) {
            return false;
        }
        ready = ready || fleet.settled() || now - startedAtMillis >= config.startGraceMillis();
        return ready;
    }

    private List<String> waitingFor() {
        if (!recovered) {
            return List.of("nothing is done before the store was read once: it is away");
        }
        List<String> pods = fleet.pods().values().stream()
                .filter(pod -> !pod.serving())
                .map(PodHealth::pod)
                .toList();
        return List.of("waiting for pods to be ready, for " + config.startGraceMillis() + " ms at most: "
                + String.join(", ", pods));
    }

    private Wants wants(Inputs in, Snapshot snapshot, List<String> notes) {
        Optional<PlacementPlan> plan = in.plan();
        Wants wants = plan.isPresent() ? PlanWants.of(plan.get(), snapshot, notes) : even.wants(snapshot, book);
        rescues.complete(
                wants,
                snapshot,
                book,
                adapter -> plan.filter(p -> PlanWants.unserved(p, adapter)).isPresent(),
                notes);
        return wants;
    }

    private static Catalog catalog(Declaration declaration, Snapshot snapshot) {
        return new Catalog(
                Version.NONE,
                0,
                List.copyOf(snapshot.adapters().values()),
                declaration.sloClasses(),
                declaration.deployments().stream().map(DeclaredDeployment::spec).toList());
    }

    /** A pod that is no longer declared goes when nothing of it is in use, or at the deadline. */
    private void forgetPodsTakenAway(Snapshot snapshot) {
        for (PodHealth pod : snapshot.pods().values()) {
            if (pod.readiness() != Readiness.TERMINATING) {
                continue;
            }
            boolean inUse = book.on(pod.id()).stream().anyMatch(Pair::occupies);
            boolean late = snapshot.now() - pod.sinceMillis() >= config.drainDeadlineMillis();
            if (!inUse || late) {
                fleet.forget(pod.pod());
            }
        }
    }

    private boolean asDesired(Wants wants, Snapshot snapshot) {
        boolean underWay = book.all().stream()
                .anyMatch(pair -> pair.is(PairState.LOADING, PairState.UNLOADING, PairState.BOUND)
                        || (pair.is(PairState.DRAINING) && !Drains.goesWithItsPod(pair, wants, snapshot)));
        boolean allThere = isThere(wants, snapshot, want -> true);
        return !underWay
                && !rescues.onDetour()
                && allThere
                && book.all().stream().noneMatch(pair -> superfluous(pair, wants, snapshot));
    }

    private boolean isThere(Wants wants, Snapshot snapshot, Predicate<Want> which) {
        return wants.all().entrySet().stream().allMatch(adapter -> adapter.getValue().entrySet().stream()
                .filter(want -> which.test(want.getValue()))
                .allMatch(want -> heldOrGivenUp(adapter.getKey(), want.getKey(), snapshot)));
    }

    private boolean superfluous(Pair pair, Wants wants, Snapshot snapshot) {
        return snapshot.available(pair)
                && !Drains.wanted(pair, wants, snapshot)
                && book.ofAdapter(pair.adapter()).stream()
                        .anyMatch(p -> snapshot.available(p) && Drains.wanted(p, wants, snapshot));
    }

    private boolean heldOrGivenUp(String adapter, String podName, Snapshot snapshot) {
        PodHealth pod = snapshot.pods().get(podName);
        Map<String, AdapterSpec> adapters = snapshot.adapters();
        return pod == null
                || !pod.answers()
                || book.find(adapters.get(adapter).engineName(), pod.id())
                        .filter(pair -> pair.held() || pair.is(PairState.FAILED))
                        .isPresent();
    }
}
