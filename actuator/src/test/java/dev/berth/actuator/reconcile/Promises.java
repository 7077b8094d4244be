package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the reconciler promises in any story, checked at every step against what pods and routers really have. */
final class Promises {
    private final VirtualFleet fleet;
    private final Map<PairKey, Long> leftTableAt = new HashMap<>();
    private RoutingTable before;

    Promises(VirtualFleet fleet) {
        this.fleet = fleet;
    }

    /** Another actuator's first table is compared with nothing. */
    void forgetTable() {
        before = null;
    }

    /** After every step. */
    void check(Step step) {
        for (VirtualPod pod : fleet.pods.values()) {
            assertThat(pod.registered.size())
                    .as("%s holds no more than its host memory", pod.name)
                    .isLessThanOrEqualTo(fleet.maxCpuLoras);
        }
        if (step.documents().isEmpty()) {
            return;
        }
        checkLedger(step.documents().get().ledger());
        RoutingTable table = step.documents().get().routing();
        table.models().values().stream()
                .filter(RoutingTable.ModelRoutes::adapter)
                .forEach(this::checkRoutes);
        checkServedGoesOnBeingServed(table);
        before = table;
    }

    private void checkRoutes(RoutingTable.ModelRoutes model) {
        double sum = 0;
        for (RoutingTable.Route route : model.routes()) {
            VirtualPod pod = fleet.pods.get(route.pod().pod());
            assertThat(pod.up && pod.incarnation().equals(route.pod().incarnation()))
                    .as("%s is routed to a living %s", model.model(), route.pod())
                    .isTrue();
            assertThat(pod.registered).as("%s is registered", route).containsKey(route.engineName());
            sum += route.weight();
        }
        if (!model.routes().isEmpty()) {
            assertThat(sum).as("weights of %s", model.model()).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
            assertThat(model.routes().stream().map(RoutingTable.Route::pod))
                    .as("one route of %s on a pod", model.model())
                    .doesNotHaveDuplicates();
        }
    }

    private void checkServedGoesOnBeingServed(RoutingTable table) {
        if (before == null) {
            return;
        }
        before.models().forEach((name, routed) -> {
            RoutingTable.ModelRoutes after = table.models().get(name);
            if (!routed.adapter() || after == null || !after.routes().isEmpty()) {
                return;
            }
            for (RoutingTable.Route route : routed.routes()) {
                VirtualPod pod = fleet.pods.get(route.pod().pod());
                assertThat(pod.up
                                && !pod.slow
                                && fleet.declared.contains(pod.name)
                                && pod.incarnation().equals(route.pod().incarnation())
                                && pod.registered.containsKey(route.engineName()))
                        .as("%s lost its routes although %s still has it", name, route.pod())
                        .isFalse();
            }
        });
    }

    private void checkLedger(Ledger ledger) {
        Map<PodIncarnation, Long> resident = new HashMap<>();
        for (LedgerEntry entry : ledger.entries()) {
            boolean occupies =
                    switch (entry.state()) {
                        case SCHEDULED, FAILED -> false;
                        case LOADING -> fleet.isLoading(entry);
                        default -> true;
                    };
            if (occupies) {
                resident.merge(entry.pod(), 1L, Long::sum);
            }
        }
        resident.forEach((pod, count) -> assertThat(count)
                .as("host memory of %s, zombies included: %s", pod, ledger.entries())
                .isLessThanOrEqualTo(fleet.maxCpuLoras));
    }

    /** When an unload is asked for. */
    void checkUnload(Command.Unload unload, Step step) {
        assertThat(fleet.storeAway)
                .as("no unload while acknowledgements can't be read: %s", unload)
                .isFalse();
        RoutingTable table = step.documents().orElseThrow().routing();
        if (fleet.adapters.containsKey(unload.adapter())) {
            assertThat(table.models().get(unload.adapter()).routes())
                    .as("the last copy is never unloaded: %s", unload)
                    .isNotEmpty();
        }
        long since = leftTableAt.getOrDefault(new PairKey(unload.engineName(), unload.pod()), 0L);
        if (fleet.now - since < fleet.config.drainDeadlineMillis()) {
            for (VirtualRouter router : fleet.routers.values()) {
                assertThat(router.up && router.sendsTo(unload.engineName(), unload.pod()))
                        .as("%s still sends to %s", router.name, unload)
                        .isFalse();
                assertThat(router.up ? router.inFlight : List.<RouterReport.InFlight>of())
                        .as("%s has requests in flight to %s", router.name, unload)
                        .noneMatch(
                                f -> f.pod().equals(unload.pod()) && f.model().equals(unload.adapter()));
            }
        }
    }

    /** When a table is published. */
    void rememberDepartures(RoutingTable table) {
        Set<PairKey> routed = new HashSet<>();
        table.models().values().forEach(model -> model.routes()
                .forEach(route -> routed.add(new PairKey(route.engineName(), route.pod()))));
        fleet.pods.values().forEach(pod -> pod.registered.keySet().forEach(name -> {
            PairKey key = new PairKey(name, fleet.id(pod.name));
            if (routed.contains(key)) {
                leftTableAt.remove(key);
            } else {
                leftTableAt.putIfAbsent(key, fleet.now);
            }
        }));
    }
}
