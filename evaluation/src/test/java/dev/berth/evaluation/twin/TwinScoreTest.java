package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.twin.TwinScore.SeriesKnee;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TwinScoreTest {
    @Test
    void tau_counts_pairs_in_the_same_order() {
        double[] order = {1, 2, 3, 4};
        assertThat(KendallTau.of(order, order)).isEqualTo(1);
        assertThat(KendallTau.of(order, new double[] {4, 3, 2, 1})).isEqualTo(-1);
        assertThat(KendallTau.of(order, new double[] {1, 3, 2, 4}))
                .as("5 of 6 pairs agree, one does not")
                .isCloseTo(4 / 6.0, within(1e-12));
        assertThat(KendallTau.of(order, new double[] {1, 2, 2, 4}))
                .as("5 agree, one is tied on one side")
                .isCloseTo(5 / Math.sqrt(6 * 5), within(1e-12));
    }

    @Test
    void the_knee_is_where_the_answered_share_crosses_nine_tenths() {
        assertThat(Knee.load(List.of(new Knee.Point(4, 0.8), new Knee.Point(2, 1.0), new Knee.Point(8, 0.3))))
                .hasValueCloseTo(3.0, within(1e-12));
        assertThat(Knee.load(List.of(new Knee.Point(2, 1.0), new Knee.Point(4, 0.95))))
                .isEmpty();
        assertThat(Knee.load(List.of(new Knee.Point(2, 0.5), new Knee.Point(4, 0.4))))
                .as("starved from the start: the knee is not among the runs")
                .isEmpty();
    }

    @Test
    void errors_are_summed_up_by_size() {
        ErrorSummary errors = ErrorSummary.of(DoubleStream.of(0.01, -0.02, 0.03, -0.3), 0.05);

        assertThat(errors.withinGoal()).isEqualTo(0.75);
        assertThat(errors.median()).isCloseTo(0.025, within(1e-12));
        assertThat(errors.mean()).isCloseTo(0.09, within(1e-12));
        assertThat(errors.worst()).isEqualTo(0.3);
    }

    @Test
    void a_series_of_one_server_under_growing_load_gives_one_knee() {
        List<Comparison> series = List.of(
                compared(12, 100, 0.0125, 100, 98, 97),
                compared(12, 200, 0.0125, 200, 160, 170),
                compared(24, 200, 0.0125, 200, 198, 198));

        TwinScore score = TwinScore.of(series);

        // measured: 0.98 at 1.25, 0.80 at 2.5; predicted: 0.97 and 0.85
        assertThat(score.knees()).singleElement().satisfies(knee -> {
            assertThat(knee.slots()).isEqualTo(12);
            assertThat(knee.measuredLoad()).isCloseTo(1.25 + 1.25 * 0.08 / 0.18, within(1e-9));
            assertThat(knee.predictedLoad()).isCloseTo(1.25 + 1.25 * 0.07 / 0.12, within(1e-9));
        });
        assertThat(score.knees()).extracting(SeriesKnee::ratePerAdapter).containsExactly(0.0125);
        assertThat(score.starvedAlike()).isEqualTo(1);
        assertThat(score.medianTtftBelowKnee().runs())
                .as("the starved run does not count")
                .isEqualTo(2);
        assertThat(score.throughput().worst()).isCloseTo(10 / 160.0, within(1e-12));
    }

    private static Comparison compared(
            int slots, int adapters, double rate, int requests, int completed, int predicted) {
        OperatingPoint point = new OperatingPoint(slots, adapters, adapters, 16, rate, 250, 230, 0);
        EngineFigures none = new EngineFigures(0, 0, 0, 0);
        return new Comparison(
                new RealRun(point, figures(requests, completed), none, 0, 0),
                new SimulatedRun(point, true, figures(requests, predicted), none));
    }

    private static Figures figures(int requests, int completed) {
        return new Figures(requests, completed, 1, 1, 50, 50, 50, 20, 20, 20, 20, 20, 20);
    }
}
