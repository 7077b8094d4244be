package dev.berth.domain.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyProfileTest {
    private static final LatencyProfile A100 = AibrixA100.profile();

    /** AIBrix's test vectors: (out, in), the signature that they fall into, and what one such request takes of a pod. */
    @ParameterizedTest
    @CsvSource({
        "1,1,0,0,0.16082",
        "4,128,0,0,0.16082",
        "5,128,0,0,0.16082",
        "6,181,1,0,0.09606",
        "6,182,1,1,0.16286",
        "8,128,1,0,0.09606",
        "45,362,3,1,0.04906",
        "46,363,4,2,0.11882",
        "64,256,4,1,0.06685",
        "256,128,6,0,0.08707",
        "256,2048,6,4,Infinity",
        "512,2048,7,4,Infinity",
        "4096,9000,7,4,Infinity",
        "0,2049,0,4,0.42466"
    })
    void a_request_falls_into_its_signature_and_takes_its_share_of_a_pod(
            long out, long in, int row, int column, double consumption) {
        assertThat(A100.indexes().nearest(out, in)).isEqualTo(new Grid.Cell(row, column));
        double load = A100.loadOfOne(out, in);
        if (Double.isInfinite(consumption)) {
            assertThat(load).isInfinite();
            assertThat(A100.loadOfRate(out, in)).isInfinite();
        } else {
            assertThat(load).isCloseTo(consumption, within(0.00001));
        }
    }

    @Test
    void six_cold_requests_fit_a_pod_and_a_seventh_does_not() {
        double one = A100.loadOfOne(1, 128);
        assertThat(6 * one).isCloseTo(0.9649, within(0.0001)).isLessThan(1);
        assertThat(7 * one).isCloseTo(1.1257, within(0.0001)).isGreaterThan(1);
    }

    @Test
    void a_rate_takes_its_share_of_the_throughput() {
        assertThat(A100.loadOfRate(64, 256)).isCloseTo(1 / 15.14124, within(1e-12));
    }

    @Test
    void negative_lengths_are_refused() {
        assertThatThrownBy(() -> A100.indexes().nearest(-1, 128)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> A100.indexes().nearest(1, -128)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_matrix_that_does_not_fit_its_axes_is_refused_when_read() {
        String text = Json.write(A100).replace("[128,256,512,1024,2048]", "[128,256,512,1024]");
        assertThatThrownBy(() -> Json.read(text, LatencyProfile.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("'default/simulator'")
                .hasMessageContaining("does not fit its axes");
    }

    @Test
    void nan_is_refused_when_read() {
        String text = Json.write(A100).replace("62.47706", "\"NaN\"");
        assertThatThrownBy(() -> Json.read(text, LatencyProfile.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("finite");
    }

    @Test
    void ragged_or_empty_matrices_and_axes_out_of_order_are_refused() {
        assertThatThrownBy(() -> new Matrix(List.of(List.of(1.0, 2.0), List.of(1.0))))
                .hasMessageContaining("differ in length");
        assertThatThrownBy(() -> new Matrix(List.of())).hasMessageContaining("no rows");
        assertThatThrownBy(() -> new Grid(List.of(), List.of(1))).hasMessageContaining("output axis is empty");
        assertThatThrownBy(() -> new Grid(List.of(1), List.of(2, 2))).hasMessageContaining("prompt axis must ascend");
        assertThatThrownBy(() -> new Grid(List.of(0), List.of(2))).hasMessageContaining("> 0");
    }

    @Test
    void the_exact_middle_between_two_lengths_goes_up() {
        Grid grid = new Grid(List.of(1, 4, 16), List.of(1, 4, 16));
        assertThat(grid.nearest(2, 8)).isEqualTo(new Grid.Cell(1, 2));
        assertThat(grid.nearest(1, 7)).isEqualTo(new Grid.Cell(0, 1));
    }
}
