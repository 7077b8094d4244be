package dev.berth.evaluation.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.evaluation.outcome.RequestTally.Ended;
import dev.berth.evaluation.outcome.RequestTally.Subject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTallyTest {
    private final RequestTally tally = new RequestTally(
            List.of(
                    new Subject("a", true, "fast", "t1", 8),
                    new Subject("b", true, "slow", "t2", 8),
                    new Subject("c", true, "slow", "t2", 8)),
            10);

    private void ended(String model, double at, Outcome outcome, Verdict verdict, double ttft) {
        tally.ended(new Ended(model, at, at + 1, outcome, verdict, ttft, 0.02, 1, 1, false, 2));
    }

    @Test
    void adaptersCountAlikeHoweverManyRequestsTheyHave() {
        for (int i = 0; i < 8; i++) {
            ended("a", 20, Outcome.COMPLETED, Verdict.MET, 0.1);
        }
        ended("b", 20, Outcome.COMPLETED, Verdict.MET, 0.1);
        ended("b", 20, Outcome.TIMED_OUT, Verdict.MISSED, 0);
        assertThat(tally.requests().attainment()).isEqualTo(0.9);
        Fairness fairness = tally.fairness();
        assertThat(fairness.adapters()).as("c was not asked for").isEqualTo(2);
        assertThat(fairness.worst()).isEqualTo(0.5);
        assertThat(fairness.shareAt99()).isEqualTo(0.5);
        assertThat(fairness.jain()).isCloseTo(1.5 * 1.5 / (2 * 1.25), within(1e-12));
        assertThat(tally.tenants()).extracting(TenantRow::gpuShare).containsExactly(0.8, 0.2);
    }

    @Test
    void whatIsNotHeldAgainstTheServiceIsInNoDenominator() {
        ended("a", 20, Outcome.CLIENT_ABORT, Verdict.NOT_COUNTED, 0);
        ended("a", 20, Outcome.COMPLETED, Verdict.MET, 0.1);
        assertThat(tally.requests().offered()).isEqualTo(1);
        assertThat(tally.requests().aborted()).isEqualTo(1);
        assertThat(tally.models(Map.of(), Map.of()).get(0).offered()).isEqualTo(1);
    }

    @Test
    void theWarmUpIsInTheSeriesOnly() {
        ended("a", 5, Outcome.COMPLETED, Verdict.MISSED, 3);
        ended("a", 15, Outcome.COMPLETED, Verdict.MET, 0.1);
        Series series = new Series();
        series.begin(4, 0);
        series.sample(2, 2, 0, 0, 4, 0);
        series.sample(2, 2, 1, 0, 7, 1);
        List<TimePoint> points = series.points(tally);
        assertThat(tally.requests().offered()).isEqualTo(1);
        assertThat(points).extracting(TimePoint::offered).containsExactly(1L, 1L);
        assertThat(points).extracting(TimePoint::loads).containsExactly(0, 3);
        assertThat(points.get(0).ttftP95()).isCloseTo(3, within(0.15));
    }

    @Test
    void recoveryIsToldFromTheShiftOn() {
        for (int second = 0; second < 200; second++) {
            boolean bad = second >= 100 && second < 120;
            ended("a", second, Outcome.COMPLETED, bad ? Verdict.MISSED : Verdict.MET, 0.1);
        }
        Recoveries recoveries = new Recoveries();
        recoveries.add("shift", 100);
        Recovery recovery =
                recoveries.of(tally, new PlanTally(), new Spills(), 200).get(0);
        assertThat(recovery.before()).isEqualTo(1);
        assertThat(recovery.lowest()).isZero();
        assertThat(recovery.sloAfterSeconds()).isEqualTo(20);
        assertThat(recovery.planAfterSeconds()).as("there was no plan").isEqualTo(-1);
    }
}
