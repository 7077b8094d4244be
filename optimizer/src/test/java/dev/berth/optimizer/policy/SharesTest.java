package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void remaindersGoToTheLargestAndTiesToTheFirst() {
        assertThat(Shares.of(10_000, new double[] {1, 1, 1})).containsExactly(3_334, 3_333, 3_333);
        assertThat(Shares.of(3, new double[] {0.5, 0, 0.5})).containsExactly(2, 0, 1);
        assertThat(Shares.of(5, new double[] {0, 0})).containsExactly(0, 0);
    }

    @Property
    void theySumToTheWholeAndAreWithinOneOfTheirDue(
            @ForAll @IntRange(max = 10_000) int total,
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 100) Double> list) {
        double[] weights = list.stream().mapToDouble(Double::doubleValue).toArray();
        double sum = Arrays.stream(weights).sum();
        int[] parts = Shares.of(total, weights);
        if (sum <= 0) {
            assertThat(parts).containsOnly(0);
            return;
        }
        assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
        for (int i = 0; i < parts.length; i++) {
            assertThat(Math.abs(parts[i] - weights[i] / sum * total)).isLessThan(1.001);
        }
    }
}
