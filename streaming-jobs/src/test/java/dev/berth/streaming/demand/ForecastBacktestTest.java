package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The forecast on traces, given out to models by Zipf's law, once with a fixed order of popularity and once with one that
 * drifts. With {@code -Dforecast.traces=FOLDER} also on all traces there, real ones for example.
 */
class ForecastBacktestTest {
    private static final int MODELS = 20;
    private static final int DRIFTS = 8;

    private final ForecastBacktest backtest = new ForecastBacktest(new Windows(60_000, 5_000));

    private static long[] times(Path trace) throws IOException {
        List<Long> times = new ArrayList<>();
        for (String line : Files.readAllLines(trace)) {
            if (line.startsWith("{")) {
                times.add((long) Double.parseDouble(line.replaceFirst(".*?\"timestamp\": *([0-9.]+).*", "$1")));
            } else if (Character.isDigit(line.charAt(0))) {
                times.add(LocalTime.parse(line.substring(11, line.indexOf(','))).toNanoOfDay() / 1_000_000);
            }
        }
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static List<long[]> byModel(long[] times, int drifts) {
        Random random = new Random(1);
        List<List<Long>> models = new ArrayList<>();
        double weights = 0;
        for (int m = 0; m < MODELS; m++) {
            models.add(new ArrayList<>());
            weights += 1.0 / (m + 1);
        }
        long first = times[0];
        double length = times[times.length - 1] - first + 1;
        for (long time : times) {
            double left = random.nextDouble() * weights;
            int rank = 0;
            while (rank < MODELS - 1 && (left -= 1.0 / (rank + 1)) > 0) {
                rank++;
            }
            int shift = (int) ((time - first) / length * drifts);
            models.get(Math.floorMod(rank - shift, MODELS)).add(time);
        }
        return models.stream()
                .map(model -> model.stream().mapToLong(Long::longValue).toArray())
                .toList();
    }

    private static Path datasets() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("datasets/traces"))) {
            at = at.getParent();
        }
        return at.resolve("datasets/traces");
    }

    private ForecastBacktest.Report report(Path trace, int drifts) throws IOException {
        ForecastBacktest.Report report = backtest.run(byModel(times(trace), drifts));
        System.err.printf(
                "%s drifts=%d forecast=%s last=%s best=%s%n",
                trace.getFileName(), drifts, report.forecast(), report.last(), report.bestMean());
        return report;
    }

    @Test
    void onSteadyTrafficItBeatsTheLastWindowAndIsCloseToTheBestMeanInHindsight() throws IOException {
        ForecastBacktest.Report report = report(datasets().resolve("azure-conv-like-600s.csv"), 0);
        assertThat(report.forecast().absoluteError())
                .isLessThan(0.9 * report.last().absoluteError())
                .isLessThan(1.1 * report.bestMean().absoluteError());
        assertThat(report.forecast().upperLoss()).isLessThan(report.last().upperLoss());
        assertThat(report.forecast().exceeded()).isBetween(0.05, 0.15);
    }

    @Test
    void onDriftingTrafficItBeatsTheLastWindowAndEveryMean() throws IOException {
        ForecastBacktest.Report report = report(datasets().resolve("azure-conv-like-600s.csv"), 2);
        assertThat(report.forecast().absoluteError())
                .isLessThan(report.last().absoluteError())
                .isLessThan(report.bestMean().absoluteError());
        assertThat(report.forecast().exceeded()).isBetween(0.03, 0.17);
    }

    @Test
    void onRealTracesItBeatsTheLastWindowAndTheMeanThatIsBestOverAll() throws IOException {
        String folder = System.getProperty("forecast.traces");
        Assumptions.assumeTrue(
                folder != null, "-Dforecast.traces=FOLDER names no folder of traces: NOT tested on real ones");
        List<Path> traces;
        try (var files = Files.list(Path.of(folder))) {
            traces = files.filter(f -> f.toString().matches(".*\\.(csv|jsonl)")).toList();
        }
        double forecast = 0;
        double last = 0;
        double[] means = new double[9];
        for (Path trace : traces) {
            for (int drifts : new int[] {0, DRIFTS}) {
                ForecastBacktest.Report report = report(trace, drifts);
                forecast += report.forecast().absoluteError();
                last += report.last().absoluteError();
                for (int g = 0; g < means.length; g++) {
                    means[g] += report.means().get(g).absoluteError();
                }
            }
        }
        assertThat(forecast).isLessThan(last);
        for (double mean : means) {
            assertThat(forecast).isLessThan(mean);
        }
    }
}
