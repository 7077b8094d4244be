package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.twin.ClientArrivals.Arrival;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientArrivalsTest {
    /** The request totals that the real sweep's README prints; the client's clock decides on the last one. */
    @ParameterizedTest
    @CsvSource({
        "64,244",
        "128,481",
        "160,606",
        "192,722",
        "224,839",
        "320,1179",
        "384,1396",
        "448,1637",
        "512,1847",
        "768,2800"
    })
    void the_real_client_sent_as_many(int adapters, int requests) {
        assertThat(ClientArrivals.of(point(adapters, 0.0125), 300, ClientArrivals.SWEEP_SEED))
                .hasSize(requests);
    }

    @Test
    void numpys_first_gaps_come_out() {
        // numpy.random.seed(0); numpy.random.exponential(1.0, 3) = 0.79587450816311, 1.25593076, 0.92322315
        List<Arrival> one = ClientArrivals.of(point(1, 1), 3, 0);

        assertThat(one.get(0).nanos() / 1e9).isCloseTo(0.79587451, within(1e-8));
        assertThat(one.get(1).nanos() / 1e9).isCloseTo(0.79587451 + 1.25593076, within(1e-7));
        assertThat(one.get(2).nanos() / 1e9).isCloseTo(0.79587451 + 1.25593076 + 0.92322315, within(1e-7));
    }

    @Test
    void a_repeat_delays_each_request_a_little_and_the_same_repeat_alike() {
        List<Arrival> exact = ClientArrivals.of(point(64, 0.025), 300, 0);
        List<Arrival> late = ClientArrivals.delayed(exact, 3);

        assertThat(ClientArrivals.delayed(exact, 0)).isSameAs(exact);
        assertThat(ClientArrivals.delayed(exact, 3)).isEqualTo(late).isNotEqualTo(ClientArrivals.delayed(exact, 4));
        assertThat(late).hasSameSizeAs(exact).isSortedAccordingTo(Comparator.comparingLong(Arrival::nanos));
        double sumBefore = exact.stream().mapToDouble(Arrival::nanos).sum();
        double sumAfter = late.stream().mapToDouble(Arrival::nanos).sum();
        assertThat((sumAfter - sumBefore) / exact.size() / 1e6)
                .as("mean delay, ms")
                .isBetween(2.0, 3.0);
    }

    private static OperatingPoint point(int adapters, double rate) {
        return new OperatingPoint(12, adapters, adapters, 16, rate, 250, 230, 0);
    }
}
