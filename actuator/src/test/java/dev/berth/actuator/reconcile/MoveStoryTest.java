package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.routing.RoutingTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How adapters move between pods. */
class MoveStoryTest {
    @Test
    void before_the_first_plan_adapters_are_dispatched_evenly() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b", "c");
        fleet.untilSettled();

        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("a", "c");
        assertThat(fleet.pods.get("p2").registered).containsOnlyKeys("b");
        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0));
        assertThat(fleet.routes(VirtualPod.BASE)).containsExactly(Map.entry("p1", 0.5), Map.entry("p2", 0.5));
    }

    @Test
    void more_adapters_than_slots_fill_host_memory() {
        VirtualFleet fleet = new VirtualFleet(1, 2, 4).adapters("a", "b", "c", "d");
        fleet.untilSettled();

        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("a", "b", "c", "d");
    }

    @Test
    void a_large_fleet_is_carried_as_well() {
        VirtualFleet fleet = new VirtualFleet(60, 8, 16);
        for (int i = 0; i < 450; i++) {
            fleet.adapters("a" + i);
        }
        long began = System.nanoTime();
        fleet.untilSettled();
        long steps = fleet.last.ordinal();

        assertThat(fleet.published.models().values())
                .allMatch(model -> !model.routes().isEmpty());
        assertThat((System.nanoTime() - began) / 1e6 / steps)
                .as("milliseconds of a step, twin included")
                .isLessThan(500);
    }

    @Test
    void a_pod_gets_nothing_before_it_has_answered_for_five_seconds() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.run(5);
        assertThat(fleet.moves()).isEmpty();
        fleet.run(1);
        assertThat(fleet.moves()).containsExactly("load a on p1");
    }

    @Test
    void a_move_loads_and_routes_the_new_copy_before_the_old_one_goes() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b");
        fleet.plan("a=p1:1", "b=p1:1");
        fleet.untilSettled();
        fleet.plan("a=p2:1", "b=p1:1");
        fleet.until("a is on p2", () -> fleet.routes("a").containsKey("p2"));
        assertThat(fleet.pods.get("p1").registered).containsKey("a");
        fleet.untilSettled();

        assertThat(fleet.moves()).endsWith("load a on p2", "unload a from p1");
        assertThat(fleet.routes("a")).containsExactly(Map.entry("p2", 1.0));
        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("b");
    }

    @Test
    void while_a_new_copy_loads_the_old_one_carries_its_share() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.pods.get("p3").loadMillis = 10_000;
        fleet.plan("a=p2:0.4,p3:0.6");
        fleet.until("a is on p2", () -> fleet.routes("a").containsKey("p2"));

        assertThat(fleet.routes("a").get("p2")).isEqualTo(0.4, offset(1e-9));
        assertThat(fleet.routes("a").get("p1")).isEqualTo(0.6, offset(1e-9));
        fleet.untilSettled();
        assertThat(fleet.routes("a")).containsOnlyKeys("p2", "p3");
    }

    @Test
    void warm_copies_are_in_the_table_without_weight() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:1,p2:warm");
        fleet.untilSettled();

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0), Map.entry("p2", 0.0));
    }

    @Test
    void standbys_come_at_a_pace_that_leaves_the_pod_its_time() {
        VirtualFleet fleet = new VirtualFleet(2, 8, 16).adapters("a", "b", "c", "d", "e");
        fleet.plan("a=p1:1", "b=p1:1", "c=p1:1", "d=p1:1");
        fleet.untilSettled();
        fleet.plan("a=p1:1,p2:warm", "b=p1:1,p2:warm", "c=p1:1,p2:warm", "d=p1:1,p2:warm", "e=p2:1");
        long began = fleet.now;
        fleet.until("what is to be served is", () -> fleet.last.serving());
        assertThat(fleet.now).as("copies that carry traffic wait for nobody").isLessThan(began + 5_000);
        fleet.untilSettled();

        double rest = fleet.pods.get("p2").loadMillis * (1 / ReconcileConfig.DEFAULTS.standbyLoadShare() - 1);
        assertThat((double) (fleet.now - began))
                .as("four standbys, a rest before each")
                .isGreaterThan(4 * rest);
    }

    @Test
    void the_warm_copy_takes_over_when_the_hot_pod_is_gone() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:1,p2:warm");
        fleet.untilSettled();
        fleet.pods.get("p1").die();
        fleet.step();

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p2", 1.0));
    }

    @Test
    void the_last_copy_stays_when_a_plan_wants_none() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b");
        fleet.plan("a=p1:0.5,p2:0.5", "b=p1:1");
        fleet.untilSettled();
        fleet.plan(
                Map.of(), Map.of(), List.of(new dev.berth.domain.placement.PlacementPlan.Unserved("a", 1, "no room")));
        fleet.run(60);

        assertThat(fleet.routes("a")).hasSize(1);
        assertThat(fleet.routes("b")).hasSize(1);
    }

    @Test
    void an_adapter_taken_out_of_the_catalog_is_unloaded_everywhere() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b");
        fleet.untilSettled();
        fleet.adapters.remove("a");
        fleet.until("a is gone", () -> fleet.pods.values().stream().noneMatch(p -> p.registered.containsKey("a")));

        assertThat(fleet.published.models()).doesNotContainKey("a");
    }

    @Test
    void parts_of_a_plan_on_a_pod_that_vanished_are_skipped_and_said() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:0.5,gone:0.5");
        fleet.until("a is served", () -> !fleet.routes("a").isEmpty());

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0));
        assertThat(fleet.last.notes()).anyMatch(note -> note.contains("gone") && note.contains("no longer there"));
    }

    @Test
    void full_slots_admit_one_more_while_moving() {
        VirtualFleet fleet = new VirtualFleet(2, 2, 4).adapters("a", "b", "c", "d");
        fleet.plan("a=p1:1", "b=p1:1", "c=p2:1", "d=p2:1");
        fleet.untilSettled();
        fleet.plan("c=p1:1", "d=p1:1", "a=p2:1", "b=p2:1");
        for (int i = 0; i < 60; i++) {
            fleet.step();
            fleet.pods.values().forEach(pod -> assertThat(pod.registered).hasSizeLessThanOrEqualTo(3));
        }

        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("c", "d");
        assertThat(fleet.pods.get("p2").registered).containsOnlyKeys("a", "b");
    }

    @Test
    void with_full_host_memory_something_leaves_first_if_another_pod_serves_it() {
        VirtualFleet fleet = new VirtualFleet(2, 2, 2).adapters("a", "b", "c");
        fleet.plan("a=p1:1", "b=p1:0.5,p2:0.5", "c=p2:1");
        fleet.untilSettled();
        fleet.plan("a=p2:1", "b=p2:1", "c=p1:1");
        fleet.until(
                "swapped",
                () -> fleet.last.settled()
                        && fleet.pods.get("p1").registered.keySet().equals(java.util.Set.of("c")));

        assertThat(fleet.pods.get("p2").registered).containsOnlyKeys("a", "b");
    }

    @Test
    void a_circle_of_moves_with_every_place_taken_makes_a_detour() {
        VirtualFleet fleet = new VirtualFleet(3, 1, 1).adapters("a", "b");
        fleet.plan("a=p1:1", "b=p2:1");
        fleet.untilSettled();
        fleet.plan("a=p2:1", "b=p1:1");
        fleet.until(
                "swapped",
                () -> fleet.pods.get("p1").registered.containsKey("b")
                        && fleet.pods.get("p2").registered.containsKey("a")
                        && fleet.last.settled());

        assertThat(fleet.pods.get("p3").registered).isEmpty();
    }

    @Test
    void a_circle_without_any_room_is_said_and_keeps_serving() {
        VirtualFleet fleet = new VirtualFleet(2, 1, 1).adapters("a", "b");
        fleet.plan("a=p1:1", "b=p2:1");
        fleet.untilSettled();
        fleet.plan("a=p2:1", "b=p1:1");
        fleet.run(30);

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0));
        assertThat(fleet.last.notes()).anyMatch(note -> note.contains("host memory is full"));
    }

    @Test
    void a_zombie_counts_against_host_memory_until_a_load_pushes_it_out() {
        VirtualFleet fleet = new VirtualFleet(2, 2, 3).adapters("a", "b", "c", "d");
        fleet.plan("a=p1:1", "b=p1:1", "c=p2:1", "d=p2:1");
        fleet.untilSettled();
        fleet.plan("a=p1:1", "b=p2:1", "c=p2:1", "d=p2:1");
        fleet.untilSettled();
        assertThat(zombiesOn(fleet, "p1")).containsExactly("b");

        fleet.plan("a=p1:1", "b=p2:1", "c=p1:1", "d=p2:1");
        fleet.untilSettled();
        assertThat(zombiesOn(fleet, "p1")).as("a, c and the zombie fill it").containsExactly("b");

        fleet.plan("a=p1:1", "b=p2:1", "c=p1:1", "d=p1:1");
        fleet.untilSettled();
        assertThat(zombiesOn(fleet, "p1")).isEmpty();
    }

    @Test
    void an_engine_that_frees_what_it_unloads_leaves_no_zombies() {
        VirtualFleet fleet = new VirtualFleet(2, 2, 3).adapters("a");
        fleet.zombies = false;
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.plan("a=p2:1");
        fleet.untilSettled();

        assertThat(zombiesOn(fleet, "p1")).isEmpty();
    }

    private static List<String> zombiesOn(VirtualFleet fleet, String pod) {
        return fleet.ledger().entries().stream()
                .filter(e -> e.zombie() && e.pod().pod().equals(pod))
                .map(e -> e.engineName())
                .toList();
    }

    @Test
    void frozen_means_no_moves_and_routing_goes_on() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b");
        fleet.plan("a=p1:1", "b=p1:1");
        fleet.untilSettled();
        int before = fleet.commands.size();
        fleet.control = frozen();
        fleet.plan("a=p2:1", "b=p2:1");
        fleet.run(60);

        assertThat(fleet.commands).hasSize(before);
        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0));
        fleet.control = Control.NONE;
        fleet.until("moved", () -> fleet.routes("a").containsKey("p2"));
    }

    @Test
    void frozen_still_restores_what_nobody_serves() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.control = frozen();
        fleet.pods.get("p1").restart();
        fleet.until("a is served again", () -> fleet.routes("a").containsKey("p1"));
    }

    @Test
    void loads_per_minute_are_bounded_by_the_operator() {
        VirtualFleet fleet = new VirtualFleet(1, 8, 8).adapters("a", "b", "c", "d", "e");
        fleet.control = new Control(new Version(1, 1), 0, false, "", 0, 2, List.of());
        fleet.run(30);
        assertThat(fleet.commands).hasSize(2);
        fleet.run(60);
        assertThat(fleet.commands).hasSize(4);
    }

    @Test
    void changed_content_is_loaded_beside_under_a_new_name_and_the_old_one_drained() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.adapters.put("a", VirtualFleet.adapter("a", "/lora/a-v2", "sha256:0123456789abcdef"));
        fleet.until(
                "only the new one",
                () -> fleet.last.settled()
                        && fleet.pods.get("p1").registered.keySet().equals(java.util.Set.of("a@01234567")));

        assertThat(fleet.moves()).endsWith("load a@01234567 on p1", "unload a from p1");
        RoutingTable.Route route = fleet.published.models().get("a").routes().get(0);
        assertThat(route.engineName()).isEqualTo("a@01234567");
        assertThat(fleet.state("a", "p1")).contains(PairState.RUNNING);
    }

    @Test
    void a_pod_that_is_no_longer_declared_serves_until_its_adapters_are_elsewhere() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.undeclare("p1");
        fleet.step();
        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0));
        fleet.until("p1 is forgotten", () -> fleet.fleet().pod("p1").isEmpty());

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p2", 1.0));
    }

    private static Control frozen() {
        return new Control(new Version(1, 1), 0, true, "incident", 0, 0, List.of());
    }
}
