package dev.berth.evaluation.virtual;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.evaluation.outcome.EngineTotals;
import dev.berth.evaluation.outcome.ModelRow;
import dev.berth.evaluation.outcome.Placement;
import dev.berth.evaluation.outcome.PlanTally;
import dev.berth.evaluation.outcome.PodRow;
import dev.berth.evaluation.outcome.Recoveries;
import dev.berth.evaluation.outcome.RequestTally;
import dev.berth.evaluation.outcome.Requests;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.outcome.Series;
import dev.berth.evaluation.outcome.TimePoint;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.simulator.engine.EngineCounters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads a world as its time passes, and tells the whole run at its end. */
final class WorldRecord {
    private static final long INTERVAL_NANOS = TimePoint.SECONDS * EventQueue.SECOND;

    private final EventQueue queue;
    private final WorldTime time;
    private final VirtualFleet fleet;
    private final List<VirtualRouter> routers;
    private final ExchangeLog log;
    private final PlanTally plans;
    private final Scenario scenario;
    private final WorldConfig config;
    private final Series series = new Series();
    private final Recoveries recoveries = new Recoveries();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final Map<String, Double> paidBefore = new TreeMap<>();

    private record Snapshot(double atSeconds, RoutingTable table) {}

    WorldRecord(
            EventQueue queue,
            WorldTime time,
            VirtualFleet fleet,
            List<VirtualRouter> routers,
            ExchangeLog log,
            PlanTally plans,
            Scenario scenario,
            WorldConfig config) {
        this.queue = queue;
        this.time = time;
        this.fleet = fleet;
        this.routers = routers;
        this.log = log;
        this.plans = plans;
        this.scenario = scenario;
        this.config = config;
    }

    void trafficBegins() {
        fleet.pods().forEach(pod -> paidBefore.put(pod.name(), pod.paidSeconds()));
        series.begin(plans.loads(), plans.unloads());
        queue.after(INTERVAL_NANOS, this::sample);
        for (int second : config.placementsAtSeconds()) {
            queue.after(second * EventQueue.SECOND, this::keepTable);
        }
        config.shiftsAtSeconds().forEach(second -> shift("shift", second));
        for (ScenarioFault fault : scenario.faults()) {
            String what = fault.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            shift(fault.target().isEmpty() ? what : what + " " + fault.target(), fault.atNanos() / 1e9);
        }
    }

    private void shift(String what, double atSeconds) {
        recoveries.add(what, atSeconds);
        log.spills().watch(atSeconds);
    }

    private void sample() {
        int inFlight = 0;
        int waiting = 0;
        for (VirtualRouter router : routers) {
            inFlight += router.onPods();
            waiting += router.waiting();
        }
        int ready = routers.isEmpty() ? 0 : routers.get(0).table().pods().size();
        series.sample(fleet.paid(), ready, inFlight, waiting, plans.loads(), plans.unloads());
        queue.after(INTERVAL_NANOS, this::sample);
    }

    private void keepTable() {
        snapshots.add(new Snapshot(time.seconds(queue.now()), routers.get(0).table()));
    }

    RunResult result(Arm arm, long seed) {
        keepTable();
        RequestTally tally = log.tally();
        double seconds = scenario.durationNanos() / 1e9;
        double judged = Math.max(1e-9, seconds - config.warmUpSeconds());
        Requests requests = tally.requests();
        List<PodRow> pods = fleet.pods().stream().map(this::row).toList();
        List<ModelRow> models =
                tally.models(plans.loadsByModel(), holders(routers.get(0).table()));
        return new RunResult(
                scenario.name(),
                arm.placement(),
                arm.picking(),
                arm.scaler(),
                seed,
                seconds,
                requests,
                requests.met() / judged,
                tally.fairness(),
                tally.latencies(),
                totals(pods),
                plans.planning(),
                tally.classes(),
                models,
                tally.tenants(),
                pods,
                series.points(tally),
                snapshots.stream().map(s -> placement(s, models)).toList(),
                recoveries.of(tally, plans, log.spills(), seconds));
    }

    /** GPU time before the first request is nobody's. */
    private PodRow row(VirtualPod pod) {
        PodRow row = pod.row();
        return new PodRow(
                row.pod(),
                row.deployment(),
                row.zone(),
                row.aliveSeconds() - paidBefore.getOrDefault(row.pod(), 0.0),
                row.busySeconds(),
                row.stallSeconds(),
                row.requests(),
                row.registrations(),
                row.slotLoads(),
                row.prefixQueryTokens(),
                row.prefixHitTokens(),
                row.preemptions());
    }

    private EngineTotals totals(List<PodRow> rows) {
        double gpuSeconds = 0;
        double cost = 0;
        for (PodRow row : rows) {
            EngineSpec engine = scenario.engine(row.deployment());
            gpuSeconds += row.aliveSeconds();
            cost += row.aliveSeconds() / 3600 * engine.pricePerHour();
        }
        long registrations = 0;
        long failed = 0;
        long unregistrations = 0;
        EngineCounters sum = new EngineCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (VirtualPod pod : fleet.pods()) {
            sum = VirtualPod.sum(sum, pod.counters());
            registrations += pod.registrations();
            failed += pod.failedRegistrations();
            unregistrations += pod.unregistrations();
        }
        return new EngineTotals(
                gpuSeconds,
                cost,
                sum.busyNanos() / 1e9,
                sum.stallNanos() / 1e9,
                sum.steps(),
                sum.promptTokens(),
                sum.generationTokens(),
                registrations,
                failed,
                unregistrations,
                sum.slotLoads(),
                Math.max(0, sum.slotLoads() - registrations),
                sum.diskReads(),
                sum.prefixQueries(),
                sum.prefixHits(),
                sum.preemptions());
    }

    private Map<String, Integer> holders(RoutingTable table) {
        Map<String, Integer> holders = new TreeMap<>();
        table.models()
                .forEach((model, routes) -> holders.put(model, routes.routes().size()));
        for (AdapterSpec adapter : scenario.catalog().adapters()) {
            holders.putIfAbsent(adapter.name(), 0);
        }
        return holders;
    }

    private static Placement placement(Snapshot snapshot, List<ModelRow> models) {
        List<String> pods = snapshot.table().pods().stream()
                .map(pod -> pod.id().pod())
                .sorted()
                .distinct()
                .toList();
        List<String> rows = new ArrayList<>();
        List<List<Double>> weights = new ArrayList<>();
        for (ModelRow model : models) {
            ModelRoutes routes = snapshot.table().models().get(model.model());
            if (routes == null) {
                continue;
            }
            List<Double> row = new ArrayList<>(Collections.nCopies(pods.size(), -1.0));
            for (Route route : routes.routes()) {
                row.set(pods.indexOf(route.pod().pod()), route.weight());
            }
            rows.add(model.model());
            weights.add(row);
        }
        return new Placement(snapshot.atSeconds(), pods, rows, weights);
    }
}
