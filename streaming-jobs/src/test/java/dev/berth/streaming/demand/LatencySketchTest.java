package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.berth.domain.demand.LatencyQuantiles;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
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

    @Property
    void aSumOfManyTellsWhatOneSketchTells(
            @ForAll @Size(max = 90) List<@DoubleRange(max = 1e3) Double> first,
            @ForAll @Size(min = 1, max = 90) List<@DoubleRange(max = 1e3) Double> second,
            @ForAll boolean packed) {
        LatencySketch sum = LatencySketch.ofMany();
        LatencySketch whole = new LatencySketch();
        for (List<Double> part : List.of(first, second)) {
            LatencySketch slice =
                    of(part.stream().mapToDouble(Double::doubleValue).toArray());
            if (packed) {
                slice.pack();
            }
            sum.add(slice);
            part.forEach(whole::accept);
        }
        assertThat(quantiles(sum)).isEqualTo(quantiles(whole));
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

    @Property
    void theyAreToldAsASketchOfThemTells(
            @ForAll @Size(min = 1, max = 200) List<@DoubleRange(max = 1e6) Double> seconds) {
        double[] values = seconds.stream().mapToDouble(Double::doubleValue).toArray();
        LatencySketch packed = of(values);
        packed.pack();
        LatencySketch again = LatencySketch.fromBytes(packed.toBytes());
        assertThat(quantiles(of(values))).isEqualTo(quantiles(again));
    }

    @Property
    void partsThatWerePackedAddUpToTheWhole(
            @ForAll @Size(max = 60) List<@DoubleRange(max = 1e3) Double> first,
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(max = 1e3) Double> second) {
        LatencySketch sum = new LatencySketch();
        for (List<Double> part : List.of(first, second)) {
            LatencySketch packed =
                    of(part.stream().mapToDouble(Double::doubleValue).toArray());
            packed.pack();
            sum.add(packed);
        }
        LatencySketch whole = of(Stream.concat(first.stream(), second.stream())
                .mapToDouble(Double::doubleValue)
                .toArray());
        assertThat(quantiles(sum)).isEqualTo(quantiles(whole));
    }

    @Test
    void whatWasTakenOverPackedIsNotChangedByWhatComesLater() {
        LatencySketch packed = of(1);
        packed.pack();
        LatencySketch sum = new LatencySketch();
        sum.add(packed);
        sum.accept(5);
        assertThat(quantiles(packed).count()).isEqualTo(1);
        assertThat(quantiles(sum).count()).isEqualTo(2);
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
