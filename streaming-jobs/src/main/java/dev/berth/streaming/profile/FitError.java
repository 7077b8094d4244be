package dev.berth.streaming.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * By how much a fitted model may be off where it was seen: for each {@link Region} of batches the model's standard error there,
 * and the part of the region's median residual that noise does not explain; root mean square over the regions, by their
 * readings.
 */
final class FitError {
    private static final double MEDIAN_OF_NOISE = 1.25;

    private FitError() {}

    static double of(List<StepReading> readings, StepTimeFit.Result fit) {
        Map<Integer, List<StepReading>> regions = new HashMap<>();
        readings.forEach(reading -> regions.computeIfAbsent(Region.of(reading), region -> new ArrayList<>())
                .add(reading));
        double sum = 0;
        for (List<StepReading> region : regions.values()) {
            double biased = unexplained(region, fit);
            double unsure = median(
                    region,
                    reading -> fit.errorAt(
                            reading.sequences(), reading.prefillTokens(), reading.kvTokens(), reading.adapters()));
            sum += region.size() * (biased * biased + unsure * unsure);
        }
        return Math.sqrt(sum / readings.size());
    }

    private static double unexplained(List<StepReading> region, StepTimeFit.Result fit) {
        double bias =
                median(region, reading -> reading.stepMillis() / StepTimeFit.predict(fit.stepTime(), reading) - 1);
        return Math.max(0, Math.abs(bias) - MEDIAN_OF_NOISE * fit.noise() / Math.sqrt(region.size()));
    }

    private static double median(List<StepReading> region, ToDoubleFunction<StepReading> value) {
        return StepTimeFit.median(region.stream().mapToDouble(value).toArray());
    }
}
