package dev.berth.streaming.profile.benchmark;

import static dev.berth.streaming.profile.benchmark.BenchmarkStory.at;
import static dev.berth.streaming.profile.benchmark.BenchmarkStory.e2eBelow;
import static dev.berth.streaming.profile.benchmark.BenchmarkStory.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkRuleTest {
    private final List<BenchmarkRow> rows = new ArrayList<>();

    private BenchmarkRule.Capacity under(BenchmarkTargets targets) {
        return new BenchmarkRule(targets).of(rows);
    }

    @Test
    void theHighestRateThatKeptUpAndKeepsTheTargetGivesItsThroughputAndMeans() {
        rows.addAll(at(1, 0.99, 0.5));
        rows.addAll(at(2, 1.95, 0.8));
        rows.addAll(at(4, 3.9, 2.6));
        assertThat(under(e2eBelow(2, 0))).isEqualTo(new BenchmarkRule.Capacity(1.95, 0.8, 0.08, 0.04));
        assertThat(under(e2eBelow(2.6, 0)).tput())
                .as("the target itself is not kept")
                .isEqualTo(1.95);
        assertThat(under(e2eBelow(1.6, 99)).tput()).as("P99 of 2 req/s is 1.6").isEqualTo(0.99);
        assertThat(under(BenchmarkTargets.NONE).tput()).isEqualTo(3.9);
    }

    @Test
    void linesInAnyOrderGiveTheSame() {
        rows.addAll(at(4, 3.9, 2.6));
        rows.addAll(at(1, 0.99, 0.5));
        rows.addAll(at(2, 1.95, 0.8));
        assertThat(under(e2eBelow(2, 0))).isEqualTo(new BenchmarkRule.Capacity(1.95, 0.8, 0.08, 0.04));
    }

    @Test
    void whereRequestsPiledUpAtEveryRateTheSmallestCounts() {
        rows.addAll(at(8, 5, 1.5));
        rows.addAll(at(4, 3, 1.25));
        assertThat(under(e2eBelow(2, 0))).isEqualTo(new BenchmarkRule.Capacity(3, 1.25, 0.125, 0.0625));
    }

    @Test
    void exactlyNineTenthsHasKeptUp() {
        rows.addAll(at(10, 9, 1));
        rows.addAll(at(20, 17.99, 1));
        assertThat(under(BenchmarkTargets.NONE).tput()).isEqualTo(9);
    }

    @Test
    void whereNoRateKeepsTheTargetTheCapacityIsNoneAndTheLatencyThatOfTheFirstLine() {
        rows.addAll(at(4, 3.9, 8));
        rows.addAll(at(1, 1, 6));
        assertThat(under(e2eBelow(5, 0))).isEqualTo(new BenchmarkRule.Capacity(0, 8, 0.8, 0.4));
    }

    @Test
    void aThroughputTargetIsHeldAgainstTheMeanWhateverThePercentile() {
        rows.addAll(at(1, 0.99, 0.5));
        rows.addAll(at(2, 1.95, 0.8));
        BenchmarkTargets none = BenchmarkTargets.NONE;
        BenchmarkTargets atLeast =
                new BenchmarkTargets(99, 1.95, 39, none.e2e(), none.ttft(), none.tpat(), none.tpot());
        assertThat(under(atLeast).tput()).as("at least is enough").isEqualTo(1.95);
        assertThat(new BenchmarkRule(new BenchmarkTargets(0, 2, 0, 9, 9, 9, 9))
                        .of(rows)
                        .tput())
                .isZero();
    }

    @Test
    void timePerTokenIsThatOfPromptAndOutput() {
        rows.addAll(at(1, 1, 1.2));
        rows.addAll(at(2, 2, 2.4));
        BenchmarkTargets none = BenchmarkTargets.NONE;
        BenchmarkTargets perToken = new BenchmarkTargets(0, 0, 0, none.e2e(), none.ttft(), 0.02, none.tpot());
        assertThat(under(perToken).tput()).as("2.4 s over 120 tokens is 0.02").isEqualTo(1);
    }

    @Test
    void aRateOfWhichAMetricIsMissingOrNoNumberDoesNotCount() {
        rows.addAll(at(1, 1, 0.5));
        List<BenchmarkRow> withoutTtft = new ArrayList<>(at(2, 2, 0.5));
        withoutTtft.removeIf(row -> row.metric() == Metric.TTFT);
        rows.addAll(withoutTtft);
        List<BenchmarkRow> nan = new ArrayList<>(at(4, 4, 0.5));
        nan.removeIf(row -> row.metric() == Metric.TPOT);
        nan.add(row(Metric.TPOT, 4, Double.NaN));
        rows.addAll(nan);
        rows.addAll(at(8, Double.NaN, 0.5));
        assertThat(under(BenchmarkTargets.NONE).tput()).isEqualTo(1);
    }

    @Test
    void withoutThePercentileThatIsAskedForNothingIsKept() {
        double nan = Double.NaN;
        rows.addAll(at(1, 1, 0.5));
        rows.replaceAll(row -> row.metric().throughput() ? row : row(row.metric(), 1, row.mean(), row.p50(), nan, nan));
        assertThat(under(e2eBelow(5, 90)).tput()).isZero();
        assertThat(under(e2eBelow(5, 50)).tput()).isEqualTo(1);
    }

    @Test
    void ofAPointThatWasMeasuredTwiceEitherMayKeepTheTargetAndTheFirstIsTold() {
        rows.addAll(at(2, 1.7, 3));
        rows.addAll(at(2, 1.9, 1));
        rows.addAll(at(1, 1, 0.5));
        assertThat(under(e2eBelow(2, 0))).isEqualTo(new BenchmarkRule.Capacity(1.7, 3, 0.3, 0.15));
    }

    @Test
    void aFirstLatencyThatIsNoNumberBecomesZero() {
        rows.addAll(at(1, 1, Double.NaN));
        rows.addAll(at(2, 2, 9));
        assertThat(under(e2eBelow(5, 0))).isEqualTo(new BenchmarkRule.Capacity(0, 0, 0, 0));
    }

    @Test
    void aLengthWithoutLinesHasNoCapacity() {
        assertThat(under(BenchmarkTargets.NONE)).isEqualTo(new BenchmarkRule.Capacity(0, 0, 0, 0));
    }
}
