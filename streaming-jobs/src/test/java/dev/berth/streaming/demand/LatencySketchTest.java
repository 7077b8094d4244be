package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.berth.domain.demand.LatencyQuantiles;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LatencySketchTest {
    private static LatencySketch of(double... seconds) {
        LatencySketch sketch = new LatencySketch();
        for (double value : seconds) {
            sketch.accept(value);
        }
        return sketch;
    }

    private static LatencyQuantiles quantiles(LatencySketch sketch) {
        return sketch.quantiles(LatencyQuantiles.Kind.E2E).orElseThrow();
    }

    @Test
    void nothingHasNoQuantiles() {
        assertThat(new LatencySketch().quantiles(LatencyQuantiles.Kind.TTFT)).isEmpty();
        LatencySketch packed = new LatencySketch();
        packed.pack();
        assertThat(packed.quantiles(LatencyQuantiles.Kind.TTFT)).isEmpty();
    }

    @Test
    void quantilesAreWithinTwoPercent() {
        double[] seconds = new Random(1).doubles(10_000, 0.01, 100).toArray();
        double[] sorted = DoubleStream.of(seconds).sorted().toArray();
        LatencyQuantiles told = quantiles(of(seconds));
        assertThat(told.count()).isEqualTo(10_000);
        assertThat(told.p50Seconds()).isCloseTo(sorted[4_999], withinPercentage(2.1));
        assertThat(told.p90Seconds()).isCloseTo(sorted[8_999], withinPercentage(2.1));
        assertThat(told.p99Seconds()).isCloseTo(sorted[9_899], withinPercentage(2.1));
    }

    @Test
    void partsAddUpToTheWholeInAnyOrderPackedOrNot() {
        double[] seconds = new Random(2).doubles(300, 0.01, 10).toArray();
        LatencySketch whole = of(seconds);
        LatencySketch sum = new LatencySketch();
        for (int part = 2; part >= 0; part--) {
            LatencySketch third = new LatencySketch();
            for (int i = part; i < seconds.length; i += 3) {
                third.accept(seconds[i]);
            }
            if (part == 1) {
                third.pack();
            }
            sum.add(third);
            sum.pack();
        }
        assertThat(quantiles(sum)).isEqualTo(quantiles(whole));
        sum.accept(5);
        whole.accept(5);
        assertThat(quantiles(sum)).isEqualTo(quantiles(whole));
    }

    @Test
    void zeroIsADuration() {
        assertThat(quantiles(of(0, 0, 1)).p50Seconds()).isZero();
    }

    @Test
    void aCopyIsIndependent() {
        LatencySketch sketch = of(1);
        LatencySketch copy = sketch.copy();
        sketch.accept(2);
        assertThat(quantiles(copy).count()).isEqualTo(1);
    }
}
