package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.Readiness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens when pods, loads, the store or the actuator itself fail. */
class FaultStoryTest {
    private static LedgerEntry entry(VirtualFleet fleet, String adapter, String pod) {
        return fleet.ledger().entry(adapter, fleet.id(pod)).orElseThrow();
    }

    @Test
    void a_dead_pod_leaves_the_table_at_once() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:0.3,p2:0.7");
        fleet.untilSettled();
        fleet.pods.get("p2").die();
        fleet.step();

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p1", 1.0));
        assertThat(fleet.routes(VirtualPod.BASE)).containsExactly(Map.entry("p1", 1.0));
        assertThat(fleet.fleet().pod("p2").orElseThrow().readiness()).isEqualTo(Readiness.UNREACHABLE);
    }

    @Test
    void one_slow_answer_is_no_death_two_are() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:0.5,p2:0.5");
        fleet.untilSettled();
        fleet.pods.get("p2").slow = true;
        fleet.step();
        assertThat(fleet.routes("a")).containsKey("p2");
        fleet.step();
        assertThat(fleet.routes("a")).doesNotContainKey("p2");
    }

    @Test
    void a_pod_that_was_killed_and_restarted_serves_its_adapters_again_within_fifteen_seconds() {
        ReconcileConfig quick = quick();
        VirtualFleet fleet = new VirtualFleet(quick, 2, 4, 8).adapters("a", "b", "c", "d");
        fleet.plan("a=p1:1", "b=p1:1", "c=p2:1", "d=p2:1");
        fleet.untilSettled();
        long killed = fleet.now;
        fleet.pods.get("p1").die();
        fleet.run(3);
        fleet.until(
                "served elsewhere",
                () -> !fleet.routes("a").isEmpty() && !fleet.routes("b").isEmpty());
        assertThat(fleet.now - killed).isLessThanOrEqualTo(15_000);
        while (fleet.now - killed < 10_000) {
            fleet.step();
        }
        fleet.pods.get("p1").restart();
        fleet.until(
                "back home",
                () -> fleet.routes("a").equals(Map.of("p1", 1.0))
                        && fleet.routes("b").equals(Map.of("p1", 1.0)));
        assertThat(fleet.now - killed).isLessThanOrEqualTo(15_000);
    }

    @Test
    void a_new_life_ends_the_entries_of_the_old_one() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        String old = fleet.id("p1").incarnation();
        fleet.pods.get("p1").restart();
        fleet.step();

        assertThat(fleet.ledger().entries())
                .noneMatch(e -> e.pod().incarnation().equals(old));
        assertThat(fleet.routes("a")).isEmpty();
        fleet.untilSettled();
        assertThat(fleet.routes("a")).containsKey("p1");
    }

    @Test
    void a_pod_that_blips_keeps_its_adapters_and_nothing_is_reshuffled() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a", "b", "c", "d", "e", "f");
        fleet.untilSettled();
        int before = fleet.commands.size();
        fleet.pods.get("p2").die();
        fleet.run(1);
        fleet.pods.get("p2").up = true;
        fleet.run(20);

        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("a", "d");
        assertThat(fleet.commands.subList(before, fleet.commands.size()))
                .allMatch(c -> c.toString().contains(" b ") || c.toString().contains(" e "));
    }

    @Test
    void a_failed_load_is_tried_again_after_5_10_20_40_80_and_80_seconds() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.pods.get("p1").failures.put("a", new VirtualPod.CommandFailure(503, "service unavailable"));
        fleet.plan("a=p1:1");
        java.util.List<Long> at = new java.util.ArrayList<>();
        for (int i = 0; i < 330; i++) {
            at.addAll(
                    fleet.step().commands().stream().map(c -> fleet.now / 1000).toList());
        }

        assertThat(at).hasSizeGreaterThanOrEqualTo(7);
        for (int i = 0; i < 6; i++) {
            long gap = at.get(i + 1) - at.get(i);
            assertThat(gap)
                    .isBetween(
                            List.of(5L, 10L, 20L, 40L, 80L, 80L).get(i),
                            List.of(7L, 12L, 22L, 42L, 82L, 82L).get(i));
        }
        assertThat(entry(fleet, "a", "p1").reason()).contains("503").contains("service unavailable");
    }

    @Test
    void the_backoff_survives_a_restart_of_the_actuator() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.pods.get("p1").failures.put("a", new VirtualPod.CommandFailure(500, "engine error"));
        fleet.plan("a=p1:1");
        fleet.until("three tries", () -> fleet.ledger().entries().stream().anyMatch(e -> e.tries() == 3));
        int tried = fleet.commands.size();
        fleet.restartActuator();
        fleet.run(15);

        assertThat(fleet.commands).hasSize(tried);
        assertThat(entry(fleet, "a", "p1").tries()).isEqualTo(3);
        assertThat(fleet.ledger().excludes("a", fleet.id("p1"), fleet.now)).isTrue();
    }

    @Test
    void a_final_error_is_never_tried_again_in_this_life_and_another_pod_is_found() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.pods
                .get("p1")
                .failures
                .put(
                        "a",
                        new VirtualPod.CommandFailure(
                                404, "{\"error\":{\"message\":\"No adapter found for /lora/a\"}}"));
        fleet.untilSettled();
        fleet.run(300);

        assertThat(fleet.moves()).containsOnlyOnce("load a on p1");
        assertThat(fleet.routes("a")).containsOnlyKeys("p2");
        assertThat(entry(fleet, "a", "p1").retryAfterMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_planned_pair_that_failed_does_not_hold_up_the_rest() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.pods
                .get("p2")
                .failures
                .put("a", new VirtualPod.CommandFailure(400, "rank 128 is greater than max_lora_rank 64"));
        fleet.plan("a=p2:0.5,p3:0.5");
        fleet.run(40);

        assertThat(fleet.routes("a")).containsExactly(Map.entry("p3", 1.0));
        assertThat(fleet.state("a", "p2")).contains(PairState.FAILED);
    }

    @Test
    void a_load_that_the_pod_has_already_counts_as_done() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.pods.get("p1").loadMillis = 30_000;
        fleet.plan("a=p1:1");
        fleet.until("loading", () -> !fleet.commands.isEmpty());
        fleet.restartActuator();
        fleet.until("served", () -> fleet.routes("a").containsKey("p1"));

        assertThat(fleet.ledger().entries()).noneMatch(e -> e.state() == PairState.FAILED);
    }

    @Test
    void an_adapter_that_vanished_from_a_pod_is_loaded_again() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.pods.get("p1").registered.clear();
        fleet.step();
        assertThat(fleet.routes("a")).isEmpty();
        fleet.until("back", () -> fleet.routes("a").containsKey("p1"));
    }

    @Test
    void names_that_are_not_ours_are_left_alone_and_take_their_place() {
        VirtualFleet fleet = new VirtualFleet(1, 1, 2).adapters("a", "b");
        fleet.pods.get("p1").registered.put("somebody-elses", "/x");
        fleet.plan("a=p1:1", "b=p1:warm");
        fleet.run(60);

        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("somebody-elses", "a");
        assertThat(fleet.published.models()).doesNotContainKey("somebody-elses");
    }

    @Test
    void a_restarted_actuator_publishes_the_same_routes_and_does_nothing() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a", "b", "c", "d");
        fleet.plan("a=p1:0.5,p2:0.5", "b=p2:1", "c=p3:1", "d=p1:1");
        fleet.untilSettled();
        var before = fleet.published;
        long generation = fleet.fleet().generation();
        int done = fleet.commands.size();
        fleet.restartActuator();
        fleet.run(20);

        assertThat(fleet.published.models()).isEqualTo(before.models());
        assertThat(fleet.published.version().isNewerThan(before.version())).isTrue();
        assertThat(fleet.commands).hasSize(done);
        assertThat(fleet.fleet().generation()).isEqualTo(generation);
    }

    @Test
    void with_the_store_emptied_as_well_the_pods_are_what_is_remembered() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a", "b", "c", "d");
        fleet.plan("a=p3:1", "b=p3:1", "c=p3:1", "d=p1:0.5,p2:0.5");
        fleet.untilSettled();
        int done = fleet.commands.size();
        fleet.plan = java.util.Optional.empty();
        fleet.wipeStore();
        fleet.restartActuator();
        fleet.run(30);

        assertThat(fleet.commands).hasSize(done);
        assertThat(fleet.routes("a")).containsOnlyKeys("p3");
        assertThat(fleet.routes("d")).containsOnlyKeys("p1", "p2");
    }

    @Test
    void a_pod_that_remembers_other_content_under_a_name_is_not_taken_for_the_present_one() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.pods.get("p1").registered.put("a", "/lora/old-a");
        fleet.untilSettled();

        String engineName = fleet.published.models().get("a").routes().get(0).engineName();
        assertThat(engineName).startsWith("a@").hasSize(10);
        assertThat(fleet.pods.get("p1").registered).containsEntry(engineName, "/lora/a");
    }

    @Test
    void a_restarted_actuator_waits_only_so_long_for_a_pod_that_nobody_has_seen() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b");
        fleet.pods.get("p2").die();
        fleet.run(10);
        assertThat(fleet.last.documents()).isEmpty();
        assertThat(fleet.last.notes()).anyMatch(note -> note.contains("p2"));
        fleet.run(10);
        assertThat(fleet.pods.get("p1").registered).containsOnlyKeys("a", "b");
    }

    @Test
    void nothing_is_done_before_the_store_was_read_once() {
        VirtualFleet fleet = new VirtualFleet(1, 4, 8).adapters("a");
        fleet.storeAway = true;
        fleet.run(60);
        assertThat(fleet.commands).isEmpty();
        fleet.storeAway = false;
        fleet.untilSettled();
        assertThat(fleet.routes("a")).containsKey("p1");
    }

    @Test
    void while_the_store_is_away_loads_go_on() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:0.5,p2:0.5");
        fleet.untilSettled();
        fleet.storeAway = true;
        fleet.pods.get("p1").restart();
        fleet.run(20);
        assertThat(fleet.pods.get("p1").registered).containsKey("a");
    }

    @Test
    void an_adapter_that_the_plan_does_not_know_yet_is_served_all_the_same() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.adapters("new");
        fleet.until("served", () -> !fleet.routes("new").isEmpty());
    }

    @Test
    void an_adapter_that_the_plan_leaves_unserved_is_not_rescued() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan(
                Map.of(), Map.of(), List.of(new dev.berth.domain.placement.PlacementPlan.Unserved("a", 1, "no room")));
        fleet.run(60);
        assertThat(fleet.commands).isEmpty();
    }

    private static ReconcileConfig quick() {
        return ReconcileConfig.DEFAULTS.withProbe(new dev.berth.actuator.observe.ProbeConfig(1_000, 2));
    }
}
