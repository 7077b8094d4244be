package dev.berth.evaluation.bench;

import dev.berth.streaming.demand.ForecastBacktest;
import dev.berth.streaming.demand.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A trace's arrivals given out to models by Zipf's law, in a fixed order of popularity and in one that drifts. */
final class ForecastTraces {
    private static final int MODELS = 20;
    private static final double DRIFTS_PER_HOUR = 8;
    private static final Windows WINDOWS = new Windows(60_000, 5_000);

    private ForecastTraces() {}

    /** @param times of arrivals, milliseconds, ascending */
    static List<StreamsReport.Backtest> judge(String name, long[] times) {
        double hours = (times[times.length - 1] - times[0]) / 3.6e6;
        List<StreamsReport.Backtest> backtests = new ArrayList<>();
        for (int drifts : new int[] {0, (int) Math.ceil(DRIFTS_PER_HOUR * hours)}) {
            ForecastBacktest.Report report = new ForecastBacktest(WINDOWS).run(byModel(times, drifts));
            backtests.add(new StreamsReport.Backtest(name, drifts, report));
        }
        return backtests;
    }

    private static List<long[]> byModel(long[] times, int drifts) {
        Random random = new Random(1);
        double all = 0;
        List<List<Long>> models = new ArrayList<>();
        for (int m = 0; m < MODELS; m++) {
            models.add(new ArrayList<>());
            all += 1.0 / (m + 1);
        }
        double length = times[times.length - 1] - times[0] + 1;
        for (long time : times) {
            double left = random.nextDouble() * all - 1;
            int rank = 0;
            while (rank < MODELS - 1 && left > 0) {
                rank++;
                left -= 1.0 / (rank + 1);
            }
            int shift = (int) ((time - times[0]) / length * drifts);
            models.get(Math.floorMod(rank - shift, MODELS)).add(time);
        }
        return models.stream()
                .map(model -> model.stream().mapToLong(Long::longValue).toArray())
                .toList();
    }
}
