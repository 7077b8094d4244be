package dev.berth.streaming.profile.benchmark;

import dev.berth.domain.profile.AibrixProfile;
import dev.berth.domain.slo.SloTarget;

/**
 * What a rate must keep to be counted. A throughput that is not asked for is 0, a time infinite.
 *
 * @param percentile 50, 90 or 99 of the times; 0 for their mean
 * @param tput least requests per second
 * @param tt least output tokens per second
 */
public record BenchmarkTargets(
        int percentile, double tput, double tt, double e2e, double ttft, double tpat, double tpot) {

    private static final double ANY_TIME = Double.POSITIVE_INFINITY;

    /** Everything keeps it. */
    public static final BenchmarkTargets NONE = new BenchmarkTargets(0, 0, 0, ANY_TIME, ANY_TIME, ANY_TIME, ANY_TIME);

    public BenchmarkTargets {
        if (percentile != 0 && percentile != 50 && percentile != 90 && percentile != 99) {
            throw new IllegalArgumentException("--percentile is 0 (the mean), 50, 90 or 99, not " + percentile);
        }
        for (double target : new double[] {tput, tt, e2e, ttft, tpat, tpot}) {
            if (!(target >= 0)) {
                throw new IllegalArgumentException("a target is a number >= 0, not " + target);
            }
        }
    }

    double of(Metric metric) {
        return switch (metric) {
            case TPUT -> tput;
            case TT -> tt;
            case E2E -> e2e;
            case TTFT -> ttft;
            case TPAT -> tpat;
            case TPOT -> tpot;
        };
    }

    /** Strictly below the target for times, at least the target for throughputs; what was not measured keeps nothing. */
    boolean keptBy(BenchmarkRow row) {
        return row.metric().throughput() ? row.mean() >= of(row.metric()) : row.at(percentile) < of(row.metric());
    }

    /** As AIBrix writes it: only what was set. */
    AibrixProfile.Slos toSlos() {
        return new AibrixProfile.Slos(percentile, set(tput), set(tt), set(e2e), set(ttft), set(tpat), set(tpot));
    }

    /** The part that Berth's profiles know. */
    SloTarget toSloTarget() {
        return new SloTarget(finite(ttft), finite(tpot), finite(e2e));
    }

    private static Double set(double target) {
        return target == 0 || Double.isInfinite(target) ? null : target;
    }

    private static double finite(double target) {
        return Double.isInfinite(target) ? 0 : target;
    }
}
