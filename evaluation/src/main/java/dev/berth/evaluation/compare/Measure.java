package dev.berth.evaluation.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.berth.evaluation.outcome.Recovery;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.outcome.TimePoint;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What runs are judged by; {@code docs/evaluation.md} explains each. */
public enum Measure {
    RATE("sustainableRate", Unit.FACTOR, true, null),
    PODS_NEEDED("podsNeeded", Unit.COUNT, false, null),
    ATTAINMENT("attainment", Unit.SHARE, true, r -> r.requests().attainment()),
    CEILING("ceiling", Unit.SHARE, true, r -> r.requests().ceiling()),
    WORST("worstAdapter", Unit.SHARE, true, r -> r.fairness().worst()),
    P5("p5Adapter", Unit.SHARE, true, r -> r.fairness().p5()),
    AT_99("adaptersAt99", Unit.SHARE, true, r -> r.fairness().shareAt99()),
    JAIN("jain", Unit.NUMBER, true, r -> r.fairness().jain()),
    GOODPUT("goodputPerSecond", Unit.NUMBER, true, RunResult::goodputPerSecond),
    TTFT_P50("ttftP50", Unit.SECONDS, false, r -> r.latencies().ttft().p50()),
    TTFT_P95("ttftP95", Unit.SECONDS, false, r -> r.latencies().ttft().p95()),
    TTFT_P99("ttftP99", Unit.SECONDS, false, r -> r.latencies().ttft().p99()),
    TPOT_P50("tpotP50", Unit.SECONDS, false, r -> r.latencies().tpot().p50()),
    TPOT_P99("tpotP99", Unit.SECONDS, false, r -> r.latencies().tpot().p99()),
    E2E_P99("e2eP99", Unit.SECONDS, false, r -> r.latencies().e2e().p99()),
    LOADS("loads", Unit.COUNT, false, r -> r.engines().registrations()),
    UNLOADS("unloads", Unit.COUNT, false, r -> r.engines().unregistrations()),
    FAILED_LOADS("failedLoads", Unit.COUNT, false, r -> r.engines().failedRegistrations()),
    SLOT_LOADS("slotLoads", Unit.COUNT, false, r -> r.engines().slotLoads()),
    SLOT_MISSES("slotMisses", Unit.COUNT, false, r -> r.engines().slotMisses()),
    STALL("stallSeconds", Unit.SECONDS, false, r -> r.engines().stallSeconds()),
    PREFIX_HITS("prefixHitRate", Unit.SHARE, true, r -> r.engines().prefixHitRate()),
    PREEMPTIONS("preemptions", Unit.COUNT, false, r -> r.engines().preemptions()),
    PODS("meanPods", Unit.NUMBER, false, Measure::meanPods),
    GPU_HOURS("gpuHours", Unit.NUMBER, false, r -> r.engines().gpuHours()),
    COST("cost", Unit.NUMBER, false, r -> r.engines().cost()),
    REJECTED("rejected", Unit.COUNT, false, r -> r.requests().rejected()),
    FAILED("failed", Unit.COUNT, false, r -> r.requests().failed()),
    TIMED_OUT("timedOut", Unit.COUNT, false, r -> r.requests().timedOut()),
    RETRIED("retried", Unit.COUNT, false, r -> r.requests().retried()),
    RECOVERED("recoveredShare", Unit.SHARE, true, Measure::recoveredShare),
    RECOVERY("recoverySeconds", Unit.SECONDS, false, r -> longest(r, Recovery::sloAfterSeconds)),
    SPILL("spillSeconds", Unit.SECONDS, false, r -> longest(r, Recovery::spillAfterSeconds)),
    PLAN_IN_PLACE("planInPlaceSeconds", Unit.SECONDS, false, r -> longest(r, Recovery::inPlaceAfterSeconds)),
    SOLVES("solves", Unit.COUNT, false, r -> r.planning().solves()),
    SOLVE_CHARGED("solveSecondsCharged", Unit.SECONDS, false, r -> r.planning().chargedSeconds()),
    MOVED("shareMoved", Unit.SHARE, false, r -> r.planning().meanShareMoved()),
    RELOADS("reloadsWithin10Min", Unit.COUNT, false, r -> r.planning().reloads()),
    GAP("gapToBound", Unit.SHARE, false, r -> r.planning().meanGap());

    /** What a value of a measure is. */
    public enum Unit {
        /** 0 to 1. */
        SHARE,
        SECONDS,
        COUNT,
        NUMBER,
        /** Of the scenario's own rate. */
        FACTOR
    }

    private final String key;
    private final Unit unit;
    private final boolean higherIsBetter;
    private final ToDoubleFunction<RunResult> value;

    Measure(String key, Unit unit, boolean higherIsBetter, ToDoubleFunction<RunResult> value) {
        this.key = key;
        this.unit = unit;
        this.higherIsBetter = higherIsBetter;
        this.value = value;
    }

    /** As {@code results.json} and {@code results.csv} name it. */
    @JsonValue
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** All that one run tells; what a search finds is not of one run. */
    static Map<Measure, Double> of(RunResult result) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (Measure measure : values()) {
            if (measure.value != null) {
                values.put(measure, measure.value.applyAsDouble(result));
            }
        }
        return values;
    }

    private static double meanPods(RunResult result) {
        return result.series().stream().mapToInt(TimePoint::pods).average().orElse(0);
    }

    private static double recoveredShare(RunResult result) {
        return result.recoveries().stream()
                .mapToDouble(r -> r.sloAfterSeconds() < 0 ? 0 : 1)
                .average()
                .orElse(1);
    }

    /** The longest after any shift or fault; one that never ended counts until the next, or until the traffic's end. */
    private static double longest(RunResult result, ToDoubleFunction<Recovery> seconds) {
        List<Recovery> recoveries = result.recoveries();
        double longest = 0;
        for (Recovery recovery : recoveries) {
            double after = seconds.applyAsDouble(recovery);
            longest = Math.max(longest, after >= 0 ? after : nextAfter(recovery, result) - recovery.atSeconds());
        }
        return longest;
    }

    private static double nextAfter(Recovery recovery, RunResult result) {
        return result.recoveries().stream()
                .mapToDouble(Recovery::atSeconds)
                .filter(at -> at > recovery.atSeconds())
                .min()
                .orElse(Math.max(result.durationSeconds(), recovery.atSeconds()));
    }
}
