package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.Tier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Random plans and faults. The promises that hold at every step (no route to what is not registered, host memory, last
 * copies, acknowledged unloads, monotone tables) are checked by {@link VirtualFleet} itself; here: when the faults stop,
 * the fleet comes to what is planned.
 */
class InvariantsTest {
    private static final int PODS = 4;
    private static final int SLOTS = 3;

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void whatever_happens_promises_hold_and_in_the_end_the_plan_is_carried_out(@ForAll long seed) {
        Random random = new Random(seed);
        int hostMemory = SLOTS + random.nextInt(3);
        VirtualFleet fleet = new VirtualFleet(PODS, SLOTS, hostMemory);
        // One place is left free in the fleet: without any, a circle of moves can't be carried out.
        int count = 2 + random.nextInt(PODS * SLOTS - 2);
        for (int i = 0; i < count; i++) {
            fleet.adapters("a" + i);
        }
        fleet.zombies = random.nextBoolean();
        for (int i = 0; i < 60; i++) {
            disturb(fleet, random);
            fleet.run(1 + random.nextInt(6));
        }
        heal(fleet);
        randomPlan(fleet, random);
        fleet.run(20);
        for (int i = 0; i < 900 && !carriedOut(fleet); i++) {
            fleet.step();
        }
        assertThat(carriedOut(fleet))
                .as(() -> fleet.plan.get().assignments() + "\n" + fleet.describe())
                .isTrue();
    }

    private static void disturb(VirtualFleet fleet, Random random) {
        VirtualPod pod = new ArrayList<>(fleet.pods.values()).get(random.nextInt(PODS));
        VirtualRouter router = fleet.routers.get("r1");
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> randomPlan(fleet, random);
            case 3 -> pod.die();
            case 4, 5 -> pod.restart();
            case 6 -> pod.slow = !pod.slow;
            case 7 -> fleet.storeAway = !fleet.storeAway;
            case 8 -> fleet.restartActuator();
            case 9 -> router.stuck = !router.stuck;
            case 10 -> {
                router.inFlight.clear();
                router.busyWith("a0", fleet.id(pod.name));
            }
            case 11 -> {
                fleet.wipeStore();
                fleet.addRouter("r2").up = random.nextBoolean();
            }
            case 12 -> pod.loadMillis = 100L + random.nextInt(8_000);
            case 13 -> pod.registered.clear();
            case 14 -> pod.failures.put("a" + random.nextInt(4), new VirtualPod.CommandFailure(503, "busy"));
            default -> pod.failures.clear();
        }
    }

    private static void heal(VirtualFleet fleet) {
        fleet.storeAway = false;
        fleet.routers.values().forEach(router -> {
            router.up = true;
            router.stuck = false;
            router.inFlight.clear();
        });
        fleet.pods.values().forEach(pod -> {
            pod.slow = false;
            pod.failures.clear();
            pod.loadMillis = 500;
            if (!pod.up) {
                pod.restart();
            }
        });
    }

    /** Every adapter on one to three pods, no pod beyond its slots. */
    private static void randomPlan(VirtualFleet fleet, Random random) {
        List<String> places = new ArrayList<>();
        fleet.pods.keySet().forEach(pod -> places.addAll(Collections.nCopies(SLOTS, pod)));
        Collections.shuffle(places, random);
        Map<String, List<String>> byAdapter = new TreeMap<>();
        List<String> adapters = new ArrayList<>(fleet.adapters.keySet());
        for (String adapter : adapters) {
            byAdapter.put(adapter, new ArrayList<>(List.of(places.remove(0))));
        }
        while (places.size() > 1) {
            String place = places.remove(0);
            List<String> held = byAdapter.get(adapters.get(random.nextInt(adapters.size())));
            if (!held.contains(place) && random.nextBoolean()) {
                held.add(place);
            }
        }
        Map<String, List<Assignment>> assignments = new TreeMap<>();
        byAdapter.forEach((adapter, pods) -> assignments.put(
                adapter,
                pods.stream()
                        .map(pod -> new Assignment(fleet.id(pod), Tier.HOT, 1.0 / pods.size()))
                        .toList()));
        fleet.plan(assignments, Map.of(), List.of());
    }

    private static boolean carriedOut(VirtualFleet fleet) {
        Map<String, List<String>> planned = new TreeMap<>();
        fleet.pods.keySet().forEach(pod -> planned.put(pod, new ArrayList<>()));
        fleet.plan
                .orElseThrow()
                .assignments()
                .forEach((adapter, places) ->
                        places.forEach(place -> planned.get(place.pod().pod()).add(adapter)));
        boolean held = fleet.pods.values().stream().allMatch(pod -> pod.registered.keySet().stream()
                .sorted()
                .toList()
                .equals(planned.get(pod.name).stream().sorted().toList()));
        return held && fleet.last.settled();
    }
}
