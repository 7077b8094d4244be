package dev.berth.evaluation.report;

import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds what makes an arm's figures less than they seem. */
final class Warnings {
    /** A generator this late distorts a TTFT target of half a second by a tenth. */
    private static final double LATE_SECONDS = 0.050;

    private static final double SATURATED_SHARE = 0.20;
    private static final double ATTAINMENT_GAP = 0.01;

    private Warnings() {}

    static List<String> of(
            ReplayPlan plan, ReplayResult result, Percentiles lag, Attained attainment, Attained sinceSent) {
        List<String> warnings = new ArrayList<>();
        if (!result.complete()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the replay was interrupted: %d of %d requests were sent",
                    result.results().size(),
                    plan.requests().size()));
        }
        if (lag.p99() > LATE_SECONDS) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the machine, not the pods, was the limit: the load generator sent late, P50 %.0f ms, P99 %.0f ms"
                            + " (fine is under %.0f ms); use a lower load, fewer pods or more cores",
                    1000 * lag.p50(),
                    1000 * lag.p99(),
                    1000 * LATE_SECONDS));
        }
        if (result.machine().saturatedShare() > SATURATED_SHARE) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the machine may have been the limit: all cores were busy in %.0f %% of the seconds",
                    100 * result.machine().saturatedShare()));
        }
        if (sinceSent.share() - attainment.share() > ATTAINMENT_GAP) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the load generator's own lateness costs %.1f percentage points of attainment",
                    100 * (sinceSent.share() - attainment.share())));
        }
        return warnings;
    }
}
