package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.fleet.PairState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a pair that is out of the table may be unloaded. */
class DrainStoryTest {
    private VirtualFleet fleet;

    @BeforeEach
    void aMovesFromOneToTwo() {
        fleet = new VirtualFleet(2, 4, 8).adapters("a");
        fleet.plan("a=p1:1");
        fleet.untilSettled();
        fleet.run(15);
    }

    private void moveAndWaitForDrain() {
        fleet.plan("a=p2:1");
        fleet.until(
                "a drains from p1",
                () -> fleet.state("a", "p1").filter(PairState.DRAINING::equals).isPresent());
    }

    private boolean onP1() {
        return fleet.pods.get("p1").registered.containsKey("a");
    }

    @Test
    void the_slowest_router_is_waited_for() {
        VirtualRouter slow = fleet.addRouter("slow");
        fleet.run(2);
        slow.stuck = true;
        moveAndWaitForDrain();
        fleet.run(20);
        assertThat(onP1()).isTrue();
        slow.stuck = false;
        fleet.run(5);
        assertThat(onP1()).isFalse();
    }

    @Test
    void requests_in_flight_are_waited_for() {
        fleet.routers.get("r1").busyWith("a", fleet.id("p1"));
        moveAndWaitForDrain();
        fleet.run(30);
        assertThat(onP1()).isTrue();
        fleet.routers.get("r1").inFlight.clear();
        fleet.run(4);
        assertThat(onP1()).isFalse();
    }

    @Test
    void at_the_deadline_it_is_unloaded_all_the_same() {
        fleet.routers.get("r1").busyWith("a", fleet.id("p1"));
        moveAndWaitForDrain();
        fleet.run(55);
        assertThat(onP1()).isTrue();
        fleet.run(10);
        assertThat(onP1()).isFalse();
    }

    @Test
    void a_router_that_is_gone_is_not_waited_for() {
        VirtualRouter gone = fleet.addRouter("gone");
        gone.busyWith("a", fleet.id("p1"));
        fleet.run(2);
        gone.up = false;
        moveAndWaitForDrain();
        fleet.run(15);
        assertThat(onP1()).isFalse();
    }

    @Test
    void while_acknowledgements_are_unreadable_nothing_is_unloaded_not_even_at_the_deadline() {
        moveAndWaitForDrain();
        fleet.storeAway = true;
        fleet.run(200);
        assertThat(onP1()).isTrue();
        fleet.storeAway = false;
        fleet.run(8);
        assertThat(onP1()).as("routers that were out of sight may still use it").isTrue();
        fleet.run(8);
        assertThat(onP1()).isFalse();
    }

    @Test
    void an_emptied_store_does_not_look_like_a_fleet_without_routers() {
        VirtualRouter slow = fleet.addRouter("slow");
        fleet.run(2);
        slow.stuck = true;
        moveAndWaitForDrain();
        fleet.storeAway = true;
        fleet.run(3);
        fleet.wipeStore();
        fleet.storeAway = false;
        fleet.run(30);
        assertThat(onP1()).isTrue();
    }

    @Test
    void a_drained_pair_that_is_wanted_again_is_routed_to_again() {
        fleet.routers.get("r1").busyWith("a", fleet.id("p1"));
        moveAndWaitForDrain();
        fleet.plan("a=p1:1");
        fleet.run(2);
        assertThat(fleet.routes("a")).containsKey("p1");
        assertThat(fleet.moves()).doesNotContain("unload a from p1");
    }

    @Test
    void a_drained_pair_comes_back_when_the_new_copy_is_lost() {
        fleet.routers.get("r1").busyWith("a", fleet.id("p1"));
        moveAndWaitForDrain();
        fleet.pods.get("p2").die();
        fleet.step();
        assertThat(fleet.routes("a")).containsOnlyKeys("p1");
    }

    @Test
    void a_restarted_actuator_goes_on_draining() {
        fleet.routers.get("r1").busyWith("a", fleet.id("p1"));
        moveAndWaitForDrain();
        fleet.restartActuator();
        fleet.run(20);
        assertThat(onP1()).isTrue();
        fleet.routers.get("r1").inFlight.clear();
        fleet.run(5);
        assertThat(onP1()).isFalse();
    }
}
