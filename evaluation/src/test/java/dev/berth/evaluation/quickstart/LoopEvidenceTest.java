package dev.berth.evaluation.quickstart;

import static dev.berth.evaluation.status.Snapshots.NOW;
import static dev.berth.evaluation.status.Snapshots.PLAN;
import static dev.berth.evaluation.status.Snapshots.POD_1;
import static dev.berth.evaluation.status.Snapshots.POD_2;
import static dev.berth.evaluation.status.Snapshots.hot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.quickstart.LoopEvidence.Stage;
import dev.berth.evaluation.replay.RequestResult;
import dev.berth.evaluation.status.Snapshots;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopEvidenceTest {
    private static final long ARM_START = NOW - 20_000;
    private static final long LIVE_WINDOW = NOW - 5_000;

    private final LoopEvidence evidence = new LoopEvidence(ARM_START);

    @Test
    void withoutAPlanThereIsNothingToShow() {
        evidence.see(
                new Snapshots().evenly().published(Version.NONE, hot(POD_1, 1)).at(NOW));

        assertThat(evidence.furthest()).isEqualTo(Stage.WAITING);
    }

    @Test
    void aPlanOfTheDemandBeforeTheArmDoesNotCount() {
        evidence.see(asPlanned(ARM_START).at(NOW));

        assertThat(evidence.furthest()).isEqualTo(Stage.WAITING);
        assertThat(evidence.plansSeen()).isZero();
    }

    @Test
    void aPlanIsNotAppliedBeforeItIsObserved() {
        evidence.see(new Snapshots()
                .evenly()
                .planned(LIVE_WINDOW)
                .published(PLAN, hot(POD_1, 1))
                .at(NOW));

        assertThat(evidence.furthest()).isEqualTo(Stage.PLANNED);
    }

    @Test
    void aWarmStandbyMayComeLater() {
        List<Assignment> hotAndWarm = List.of(new Assignment(POD_2, Tier.HOT, 1), new Assignment(POD_1, Tier.WARM, 0));

        evidence.see(new Snapshots()
                .observed(Map.of("a", List.of(POD_1, POD_2), "b", List.of(POD_2)))
                .planned(LIVE_WINDOW, hotAndWarm)
                .at(NOW));

        assertThat(evidence.furthest()).isEqualTo(Stage.OBSERVED);
    }

    @Test
    void aPlanGoesThroughItsStages() {
        Snapshots story = new Snapshots()
                .observed(Map.of("a", List.of(POD_1, POD_2), "b", List.of(POD_2)))
                .planned(LIVE_WINDOW)
                .published(Version.NONE, hot(POD_1, 1));
        evidence.see(story.at(NOW));
        assertThat(evidence.furthest()).isEqualTo(Stage.OBSERVED);

        story.published(PLAN, hot(POD_1, 0.5), hot(POD_2, 0.5)).routerApplied(false, NOW);
        evidence.see(story.at(NOW));
        assertThat(evidence.furthest()).isEqualTo(Stage.PUBLISHED);

        evidence.see(story.routerApplied(true, NOW).at(NOW));
        assertThat(evidence.furthest()).isEqualTo(Stage.APPLIED);
        assertThat(evidence.furthestPlan()).isEqualTo(PLAN);
        assertThat(evidence.plansApplied()).isEqualTo(1);
    }

    @Test
    void theFurthestPlanCountsWhenALaterOneIsOnItsWay() {
        evidence.see(asPlanned(LIVE_WINDOW).at(NOW));

        evidence.see(new Snapshots().evenly().planned(LIVE_WINDOW).at(NOW + 1));

        assertThat(evidence.furthest()).isEqualTo(Stage.APPLIED);
    }

    @Test
    void onlyRequestsSentAfterwardsAndWhereItWantedThemWereServedByIt() {
        evidence.see(asPlanned(LIVE_WINDOW).at(NOW));

        long startedAt = NOW - 10_000;
        assertThat(evidence.served(
                        List.of(
                                sent("a", 9.9, "pod-2", Outcome.COMPLETED),
                                sent("a", 10.1, "pod-2", Outcome.COMPLETED),
                                sent("b", 10.2, "pod-1", Outcome.COMPLETED),
                                sent("a", 10.3, "pod-1", Outcome.FAILED)),
                        startedAt))
                .isEqualTo(1);
    }

    @Test
    void nothingIsServedByAPlanThatWasNotApplied() {
        evidence.see(new Snapshots().evenly().planned(LIVE_WINDOW).at(NOW));

        assertThat(evidence.served(List.of(sent("a", 100, "pod-1", Outcome.COMPLETED)), NOW))
                .isZero();
    }

    private static Snapshots asPlanned(long demandWindowEnd) {
        return new Snapshots()
                .observed(Map.of("a", List.of(POD_1, POD_2), "b", List.of(POD_2)))
                .planned(demandWindowEnd)
                .published(PLAN, hot(POD_1, 0.5), hot(POD_2, 0.5))
                .routerApplied(true, NOW);
    }

    private static RequestResult sent(String model, double at, String pod, Outcome outcome) {
        return new RequestResult("r", model, true, at, at, at + 1, at + 2, outcome, 200, 10, 10, pod, "");
    }
}
