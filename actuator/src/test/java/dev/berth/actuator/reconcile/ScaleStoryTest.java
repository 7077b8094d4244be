package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When the number of pods is changed. */
class ScaleStoryTest {
    private static VirtualFleet wantingThreePods(String command) {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.scaleCommand = command;
        fleet.plan(Map.of(), Map.of(VirtualFleet.DEPLOYMENT, 3), List.of());
        return fleet;
    }

    private static List<Command> scales(VirtualFleet fleet) {
        return fleet.commands.stream().filter(c -> c instanceof Command.Scale).toList();
    }

    @Test
    void the_command_is_run_once_the_plan_has_asked_for_a_while() {
        VirtualFleet fleet = wantingThreePods("scale {deployment} {pods}");
        fleet.run(10);
        assertThat(scales(fleet)).isEmpty();
        fleet.run(5);
        assertThat(scales(fleet))
                .containsExactly(new Command.Scale(VirtualFleet.DEPLOYMENT, 3, "scale {deployment} {pods}"));
        fleet.run(200);
        assertThat(scales(fleet)).as("not again at once").hasSize(1);
        fleet.run(150);
        assertThat(scales(fleet)).as("again if nothing came of it").hasSize(2);
    }

    @Test
    void a_number_that_keeps_changing_is_waited_for() {
        VirtualFleet fleet = wantingThreePods("x");
        for (int i = 0; i < 50; i++) {
            fleet.plan(Map.of(), Map.of(VirtualFleet.DEPLOYMENT, 3 + i % 2), List.of());
            fleet.run(4);
        }
        assertThat(scales(fleet)).isEmpty();
    }

    @Test
    void without_a_command_it_is_advice() {
        VirtualFleet fleet = wantingThreePods("");
        fleet.run(60);
        assertThat(scales(fleet)).isEmpty();
        assertThat(fleet.last.notes()).anyMatch(note -> note.contains("counts on 3 pods") && note.contains("advice"));
    }

    @Test
    void the_declared_range_is_kept() {
        VirtualFleet fleet = wantingThreePods("x");
        fleet.plan(Map.of(), Map.of(VirtualFleet.DEPLOYMENT, 99), List.of());
        fleet.run(60);
        assertThat(scales(fleet)).containsExactly(new Command.Scale(VirtualFleet.DEPLOYMENT, 9, "x"));
    }

    @Test
    void frozen_means_no_scaling() {
        VirtualFleet fleet = wantingThreePods("x");
        fleet.control = new Control(new Version(1, 1), 0, true, "incident", 0, 0, List.of());
        fleet.run(60);
        assertThat(scales(fleet)).isEmpty();
    }

    @Test
    void the_pod_that_the_plan_has_evacuated_is_the_one_that_goes() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a");
        fleet.scaleCommand = "scale {deployment} {pods} {leaving}";
        fleet.plan(Map.of(), Map.of(VirtualFleet.DEPLOYMENT, 2), List.of(), List.of("p2"));
        fleet.run(60);
        assertThat(scales(fleet))
                .containsExactly(new Command.Scale(VirtualFleet.DEPLOYMENT, 2, List.of("p2"), fleet.scaleCommand));
        assertThat(fleet.allNotes).noneMatch(note -> note.contains("chooses which pod goes"));
    }

    @Test
    void a_command_that_can_not_name_pods_is_told_of() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a");
        fleet.scaleCommand = "kubectl scale {deployment} --replicas {pods}";
        fleet.plan(Map.of(), Map.of(VirtualFleet.DEPLOYMENT, 2), List.of(), List.of("p2"));
        fleet.run(60);
        assertThat(scales(fleet)).hasSize(1);
        assertThat(fleet.allNotes).anyMatch(note -> note.contains("chooses which pod goes"));
    }

    private static VirtualFleet givingUpTheSecondOfTwo() {
        VirtualFleet fleet = new VirtualFleet(2, 4, 8).adapters("a", "b");
        fleet.plan("a=p1:0.5,p2:0.5", "b=p1:1,p2:warm");
        fleet.untilSettled();
        fleet.run(5);
        fleet.commands.clear();
        fleet.planWithout("p2", "a=p1:1", "b=p1:1");
        fleet.until("nothing is sent to p2", () -> fleet.routes("a").keySet().equals(Set.of("p1")));
        fleet.run(90);
        return fleet;
    }

    @Test
    void what_is_on_a_pod_that_is_given_up_takes_no_more_requests_and_stays_there_all_the_same() {
        VirtualFleet fleet = givingUpTheSecondOfTwo();
        assertThat(fleet.routes("a")).containsOnlyKeys("p1");
        assertThat(fleet.routes("b")).containsOnlyKeys("p1");
        assertThat(fleet.pods.get("p2").registered).containsOnlyKeys("a", "b");
        assertThat(fleet.commands).isEmpty();
        assertThat(fleet.last.settled())
                .as("nothing is left to do until the pod is taken away")
                .isTrue();
    }

    @Test
    void a_pod_that_is_taken_back_serves_at_once_what_it_had() {
        VirtualFleet fleet = givingUpTheSecondOfTwo();
        fleet.plan("a=p1:0.5,p2:0.5", "b=p1:1,p2:warm");
        fleet.until(
                "p2 serves",
                () -> fleet.routes("a").containsKey("p2") && fleet.routes("b").containsKey("p2"));
        assertThat(fleet.commands).as("nothing was loaded again").isEmpty();
    }

    @Test
    void what_the_plan_does_not_want_back_is_unloaded_once_the_pod_stays() {
        VirtualFleet fleet = givingUpTheSecondOfTwo();
        fleet.plan("a=p1:0.5,p2:0.5", "b=p1:1");
        fleet.untilSettled();
        assertThat(fleet.pods.get("p2").registered).containsOnlyKeys("a");
    }

    @Test
    void a_pod_that_is_taken_away_is_left_empty_even_if_somebody_keeps_it_running() {
        VirtualFleet fleet = givingUpTheSecondOfTwo();
        fleet.undeclare("p2");
        fleet.until(
                "nothing of ours is on p2",
                () -> fleet.pods.get("p2").registered.isEmpty());
    }

    @Test
    void an_adapter_that_is_no_longer_catalogued_is_unloaded_even_from_a_pod_that_is_given_up() {
        VirtualFleet fleet = givingUpTheSecondOfTwo();
        fleet.adapters.remove("b");
        fleet.until("b is gone from p2", () -> !fleet.pods.get("p2").registered.containsKey("b"));
    }

    @Test
    void fewer_pods_are_waited_for_longer_than_more() {
        VirtualFleet fleet = new VirtualFleet(3, 4, 8).adapters("a");
        fleet.scaleCommand = "x {leaving}";
        fleet.plan(Map.of(), Map.of(VirtualFleet.DEPLOYMENT, 2), List.of(), List.of("p2"));
        fleet.run(30);
        assertThat(scales(fleet)).isEmpty();
        fleet.run(10);
        assertThat(scales(fleet)).hasSize(1);
    }
}
