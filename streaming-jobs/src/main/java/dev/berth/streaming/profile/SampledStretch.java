package dev.berth.streaming.profile;

import dev.berth.domain.demand.EngineSample;
import dev.berth.streaming.profile.PodStopwatch.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The samples around a stretch of time, and what the engine's counters say of it. */
final class SampledStretch {
    private static final long MICROS = 1_000;

    private final List<EngineSample> samples;

    private SampledStretch(List<EngineSample> samples) {
        this.samples = samples;
    }

    /**
     * @return null if no sample is near enough before and after, or the counters began anew in between
     */
    static SampledStretch around(List<EngineSample> all, long fromMicros, long toMicros, long farthestMillis) {
        List<EngineSample> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(EngineSample::atMillis));
        int first = -1;
        int last = -1;
        for (int i = 0; i < sorted.size(); i++) {
            long at = sorted.get(i).atMillis() * MICROS;
            if (at <= fromMicros) {
                first = i;
            } else if (at >= toMicros && last < 0) {
                last = i;
            }
        }
        if (first < 0
                || last < 0
                || fromMicros - sorted.get(first).atMillis() * MICROS > farthestMillis * MICROS
                || sorted.get(last).atMillis() * MICROS - toMicros > farthestMillis * MICROS) {
            return null;
        }
        SampledStretch stretch = new SampledStretch(sorted.subList(first, last + 1));
        return stretch.countersGrew() ? stretch : null;
    }

    private boolean countersGrew() {
        for (int i = 1; i < samples.size(); i++) {
            if (samples.get(i).generationTokensTotal() < samples.get(i - 1).generationTokensTotal()) {
                return false;
            }
        }
        return last().generationTokensTotal() > first().generationTokensTotal();
    }

    private EngineSample first() {
        return samples.get(0);
    }

    private EngineSample last() {
        return samples.get(samples.size() - 1);
    }

    boolean preempted() {
        return last().preemptionsTotal() > first().preemptionsTotal();
    }

    /** Share of the tokens generated here that known requests explain; above 1 if counters lag. */
    double coverage(PodPicture picture) {
        return picture.generated(first().atMillis() * MICROS, last().atMillis() * MICROS)
                / (last().generationTokensTotal() - first().generationTokensTotal());
    }

    /**
     * The mean batch of a stretch of so many steps by the counters, which count all requests.
     *
     * @param known the batch as known requests tell it, for what no counter tells
     * @param coverage share of the tokens that they explain
     */
    Batch batch(long micros, long steps, Batch known, double coverage) {
        double share = micros / (double) ((last().atMillis() - first().atMillis()) * MICROS);
        double generated = last().generationTokensTotal() - first().generationTokensTotal();
        double prompts = last().promptTokensTotal() - first().promptTokensTotal();
        double cached = last().prefixHitsTotal() - first().prefixHitsTotal();
        double active = samples.stream()
                .mapToInt(sample -> sample.activeAdapters().size())
                .average()
                .orElse(0);
        return new Batch(
                Math.max(known.sequences(), share * generated / steps),
                Math.max(0, share * (prompts - cached) / steps),
                known.kvTokens() / Math.max(0.1, coverage),
                Math.max(known.adapters(), active));
    }
}
