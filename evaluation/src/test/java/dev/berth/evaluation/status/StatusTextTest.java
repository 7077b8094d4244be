package dev.berth.evaluation.status;

import static dev.berth.evaluation.status.Snapshots.NOW;
import static dev.berth.evaluation.status.Snapshots.PLAN;
import static dev.berth.evaluation.status.Snapshots.POD_1;
import static dev.berth.evaluation.status.Snapshots.hot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void aFleetThatNobodyRunsSaysWhatToStart() {
        assertThat(StatusText.missing(new Snapshots().at(NOW)))
                .anyMatch(line -> line.contains("./berth actuate"))
                .anyMatch(line -> line.contains("./berth router"))
                .anyMatch(line -> line.contains("./berth profile publish"))
                .anyMatch(line -> line.contains("./berth jobs"))
                .anyMatch(line -> line.contains("./berth optimize"));
    }

    @Test
    void placementIsAGridWithTheBusiestAdapterFirst() {
        FleetSnapshot snapshot = new Snapshots()
                .evenly()
                .published(Version.NONE, hot(POD_1, 1))
                .demanded("b", 2.5)
                .demanded("a", 0.5)
                .at(NOW);

        assertThat(PlacementGrid.rows(snapshot, 10))
                .containsExactly(
                        "adapter  req/s  pod-1  pod-2", "b         2.50      .    100", "a         0.50    100      .");
    }

    @Test
    void rowsBeyondTheBoundAreCounted() {
        assertThat(PlacementGrid.rows(new Snapshots().evenly().at(NOW), 1))
                .last()
                .isEqualTo("... and 1 more");
    }

    @Test
    void aRegisteredAdapterWithoutARouteIsSeenAndMissed() {
        FleetSnapshot snapshot =
                new Snapshots().evenly().published(Version.NONE).at(NOW);

        assertThat(PlacementGrid.rows(snapshot, 10)).contains("a         0.00      +      .");
        assertThat(StatusText.missing(snapshot)).contains("a ready pod for a");
    }

    @Test
    void whatTheOperatorSaidIsTold() {
        Control control = new Control(
                new Version(1, 1), NOW, true, "alice: incident 12", 10, 0, List.of(new Control.Pin("a", "pod-1")));

        assertThat(StatusText.lines(new Snapshots().said(control).at(NOW)))
                .contains("control  frozen, alice: incident 12; at most 10 moves a plan; 1 pins");
        assertThat(StatusText.lines(new Snapshots().at(NOW))).noneMatch(line -> line.startsWith("control"));
    }

    @Test
    void agesAndVersionsAreTold() {
        FleetSnapshot snapshot = new Snapshots()
                .evenly()
                .planned(NOW - 5_000)
                .published(PLAN, hot(POD_1, 1))
                .routerApplied(true, NOW)
                .demanded("a", 1)
                .at(NOW + 2_000);

        assertThat(StatusText.lines(snapshot))
                .anyMatch(line -> line.startsWith("plan     7:3, made 2.0 s ago, from demand up to 7.0 s ago"))
                .anyMatch(line -> line.startsWith("table    1:9") && line.endsWith("carries plan 7:3"))
                .anyMatch(line -> line.equals("routers  router-1 (table 1:9, 2 in flight, heard 2.0 s ago)"));
    }

    @Test
    void aSilentRouterIsAMissingOne() {
        Snapshots story =
                new Snapshots().evenly().published(PLAN, hot(POD_1, 1)).routerApplied(true, NOW);

        assertThat(StatusText.missing(story.at(NOW + 10_000))).noneMatch(line -> line.contains("router"));
        assertThat(StatusText.missing(story.at(NOW + 10_001))).anyMatch(line -> line.startsWith("a router: none"));
    }
}
