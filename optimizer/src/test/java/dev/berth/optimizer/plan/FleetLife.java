package dev.berth.optimizer.plan;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.PlanInputs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A fleet and what happens to it, drawn by seed: two base models, one of them on two deployments of unlike pods; adapters of
 * all ranks that come, change and go; demand that shifts, swells and falls silent; pods that are lost, restart, start and are
 * given up; pins, limits, failed loads, zombies; and an actuator that does what a plan says, but not all of it at once.
 */
final class FleetLife {
    private static final List<SloClass> CLASSES = List.of(
            new SloClass("interactive", new SloTarget(1, 0.08, 0), 4),
            new SloClass("standard", new SloTarget(2, 0.1, 0), 2),
            new SloClass("batch", new SloTarget(0, 0, 30), 1));

    private final Random random;
    private final List<DeploymentSpec> deployments;
    private final Map<String, LatencyProfile> profiles;
    private final Map<String, AdapterSpec> adapters = new LinkedHashMap<>();
    private final Map<String, PodState> pods = new LinkedHashMap<>();
    private final Map<String, AdapterDemand> demand = new TreeMap<>();
    private final Map<String, LedgerEntry> ledger = new LinkedHashMap<>();
    private final List<Control.Pin> pins = new ArrayList<>();
    private PlacementPlan current;
    private int limit;
    private int names;
    private long now = Story.NOW;
    private long changes = 1;
    private boolean structural;

    FleetLife(int seed) {
        this.random = new Random(seed);
        int slots = 1 + random.nextInt(5);
        deployments = List.of(
                new DeploymentSpec("default/large", "llama", "GPU", 1, slots, slots + random.nextInt(8), 64, 1, 5),
                new DeploymentSpec("default/small", "llama", "GPU", 0.5, 2, 2 + random.nextInt(5), 16, 0, 4),
                new DeploymentSpec("default/other", "qwen", "GPU", 1, 3, 6, 64, 1, 4));
        profiles = Map.of(
                "default/large", Story.profile("default/large", "llama", 20),
                "default/small", Story.profile("default/small", "llama", 8),
                "default/other", Story.profile("default/other", "qwen", 10));
        for (DeploymentSpec deployment : deployments) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                startPod(deployment.name(), Readiness.READY);
            }
        }
        for (int i = 2 + random.nextInt(14); i > 0; i--) {
            declare();
        }
        if (random.nextBoolean()) {
            asked("llama", 6 * random.nextDouble());
        }
        limit = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
    }

    Random random() {
        return random;
    }

    /** Whether pods came or went since the last round. */
    boolean structural() {
        return structural;
    }

    private void startPod(String deployment, Readiness readiness) {
        String name = "pod-" + ++names;
        put(name, new PodState(new PodIncarnation(name, "1"), deployment, "", zone(), readiness, now, List.of()));
    }

    private String zone() {
        return "zone-" + random.nextInt(3);
    }

    private void put(String name, PodState pod) {
        pods.put(name, pod);
    }

    private void put(PodState pod, Readiness readiness, List<String> registered) {
        put(
                pod.id().pod(),
                new PodState(pod.id(), pod.deployment(), "", pod.zone(), readiness, pod.sinceMillis(), registered));
    }

    private void declare() {
        declare("adapter-" + ++names);
    }

    private void declare(String name) {
        int min = 1 + random.nextInt(2);
        adapters.put(
                name,
                new AdapterSpec(
                        name,
                        random.nextInt(4) == 0 ? "qwen" : "llama",
                        "/" + name,
                        "",
                        name,
                        8 << random.nextInt(5),
                        1,
                        CLASSES.get(random.nextInt(3)).name(),
                        min,
                        random.nextInt(4) == 0 ? min + random.nextInt(2) : 0,
                        random.nextInt(3),
                        ""));
        if (random.nextInt(4) != 0) {
            asked(name, Math.exp(4 * random.nextDouble() - 2));
        }
    }

    private void asked(String model, double rate) {
        demand.put(model, Story.demand(model, rate, now));
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private PodState anyPod() {
        return any(List.copyOf(pods.values()));
    }

    /** Half a minute goes by. */
    void happens() {
        structural = false;
        now += 30_000;
        boolean silent = random.nextInt(10) == 0;
        for (String model : silent ? List.<String>of() : List.copyOf(demand.keySet())) {
            double rate = demand.get(model).arrivalsPerSecond();
            switch (random.nextInt(8)) {
                case 0 -> asked(model, Math.exp(4 * random.nextDouble() - 2));
                case 1 -> asked(model, rate / 4);
                case 2 -> {} // it is silent: its window grows old
                default -> asked(model, rate);
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            event();
        }
        if (silent) {
            now += 200_000; // all demand is stale: only pods that come or go are answered
        }
    }

    private void event() {
        PodState pod = anyPod();
        switch (random.nextInt(10)) {
            case 0 -> lose(pod);
            case 1 -> restart(pod);
            case 2 -> comeBack();
            case 3 -> pin(pod);
            case 4 -> pins.clear();
            case 5 -> limit = random.nextBoolean() ? 0 : 1 + random.nextInt(4);
            case 6 -> declare();
            case 7 -> declare(any(List.copyOf(adapters.keySet())));
            case 8 -> zombie(pod);
            default -> adapters.remove(any(List.copyOf(adapters.keySet())));
        }
        if (adapters.isEmpty()) {
            declare();
        }
    }

    private void lose(PodState pod) {
        put(pod, random.nextBoolean() ? Readiness.UNREACHABLE : Readiness.TERMINATING, List.of());
        structural = true;
    }

    private void restart(PodState pod) {
        PodIncarnation again = new PodIncarnation(pod.id().pod(), "" + now);
        put(pod.id().pod(), new PodState(again, pod.deployment(), "", pod.zone(), Readiness.READY, now, List.of()));
        structural = true;
    }

    private void comeBack() {
        for (PodState pod : List.copyOf(pods.values())) {
            if (!pod.ready()) {
                restart(pod);
            }
        }
    }

    private void pin(PodState pod) {
        String adapter = any(List.copyOf(adapters.keySet()));
        pins.add(new Control.Pin(adapter, pod.id().pod()));
    }

    private void zombie(PodState pod) {
        tell("zombie-" + names, pod, PairState.UNLOADING, 0, true);
    }

    private void tell(String adapter, PodState pod, PairState state, long retryAfter, boolean zombie) {
        ledger.put(
                adapter + " on " + pod.id(),
                new LedgerEntry(adapter, adapter, pod.id(), state, 1, retryAfter, "", 0, now, zombie));
    }

    /** The actuator does most of what the plan says; who starts and stops pods does so, too. */
    void follow(PlacementPlan plan) {
        current = plan.withVersion(new Version(1, ++changes));
        for (PodState pod : List.copyOf(pods.values())) {
            if (pod.ready()) {
                follow(plan, pod);
            }
        }
        plan.podCounts().forEach((deployment, count) -> {
            long there = pods.values().stream()
                    .filter(pod -> pod.deployment().equals(deployment) && pod.readiness() != Readiness.TERMINATING)
                    .count();
            if (there < count && random.nextBoolean()) {
                startPod(deployment, random.nextBoolean() ? Readiness.READY : Readiness.STABILISING);
                structural = true;
            }
        });
        plan.leaving().stream().filter(pod -> random.nextInt(3) == 0).forEach(pods::remove);
    }

    private void follow(PlacementPlan plan, PodState pod) {
        List<String> registered = new ArrayList<>();
        for (String adapter : adapters.keySet()) {
            boolean had = pod.registered().contains(adapter);
            boolean wanted = plan.assignment(adapter, pod.id()).isPresent();
            int dice = random.nextInt(8);
            if (had && (wanted || dice == 0)) {
                registered.add(adapter);
            } else if (wanted && dice == 1) {
                tell(adapter, pod, PairState.LOADING, 0, false);
            } else if (wanted && dice == 2) {
                tell(adapter, pod, PairState.FAILED, now + 50_000, false);
            } else if (wanted) {
                tell(adapter, pod, PairState.RUNNING, 0, false);
                registered.add(adapter);
            }
        }
        put(pod, Readiness.READY, registered);
    }

    PlanInputs inputs() {
        return inputs(new Order() {
            @Override
            public <T> List<T> of(List<T> list) {
                return list;
            }
        });
    }

    /** The same documents, every list of them in another order. */
    PlanInputs shuffled(long seed) {
        Random order = new Random(seed);
        return inputs(new Order() {
            @Override
            public <T> List<T> of(List<T> list) {
                List<T> other = new ArrayList<>(list);
                Collections.shuffle(other, order);
                return other;
            }
        });
    }

    private interface Order {
        <T> List<T> of(List<T> list);
    }

    private PlanInputs inputs(Order order) {
        Version version = new Version(1, changes);
        return new PlanInputs(
                new Catalog(
                        version, 0, order.of(List.copyOf(adapters.values())), order.of(CLASSES), order.of(deployments)),
                new Fleet(version, now, changes, order.of(List.copyOf(pods.values()))),
                new Ledger(version, now, order.of(List.copyOf(ledger.values()))),
                new Control(version, now, false, "", limit, 0, order.of(pins)),
                demand,
                profiles,
                current == null ? null : shuffled(current, order),
                now);
    }

    private static PlacementPlan shuffled(PlacementPlan plan, Order order) {
        Map<String, List<Assignment>> assignments = new TreeMap<>();
        plan.assignments().forEach((model, on) -> assignments.put(model, order.of(on)));
        return new PlacementPlan(
                plan.version(),
                plan.madeAtMillis(),
                plan.inputs(),
                assignments,
                plan.podCounts(),
                order.of(plan.unserved()),
                order.of(plan.changes()),
                plan.score(),
                plan.before(),
                plan.after(),
                plan.lowerBound(),
                plan.gap(),
                plan.solver(),
                plan.spares(),
                order.of(plan.dropped()),
                plan.notes());
    }
}
