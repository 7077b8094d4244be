package dev.berth.evaluation.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A live pod beside the twin, in the engine's seconds.
 *
 * @param slowed how many times slower the live engine ran
 * @param saturatedShare share of the seconds in which this machine was busy to more than 95 %: live times are then its own
 */
public record LiveReport(
        String engine, double slowed, int requests, double saturatedShare, Compared ttft, Compared tpot, Compared e2e) {

    /** Medians in seconds. */
    public record Compared(double live, double virtual) {
        public double ratio() {
            return live / virtual;
        }
    }

    static LiveReport of(
            String engine, double slowed, double saturatedShare, List<RequestTimes> live, List<RequestTimes> virtual) {
        if (live.size() != virtual.size()) {
            throw new IllegalArgumentException(live.size() + " live requests, " + virtual.size() + " virtual ones");
        }
        return new LiveReport(
                engine,
                slowed,
                live.size(),
                saturatedShare,
                compared(live, virtual, RequestTimes::ttftSeconds),
                compared(live, virtual, RequestTimes::tpotSeconds),
                compared(live, virtual, RequestTimes::e2eSeconds));
    }

    private static Compared compared(
            List<RequestTimes> live, List<RequestTimes> virtual, ToDoubleFunction<RequestTimes> time) {
        return new Compared(median(live, time), median(virtual, time));
    }

    private static double median(List<RequestTimes> requests, ToDoubleFunction<RequestTimes> time) {
        return Spread.of(requests.stream().mapToDouble(time).toArray()).median();
    }

    /** Whether every median of the live pod is within this share of the twin's. */
    public boolean within(double share) {
        return List.of(ttft, tpot, e2e).stream().allMatch(c -> Math.abs(c.ratio() - 1) <= share);
    }

    /** For people. */
    public List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Live pod of engine %s, slowed %.0f times, %d requests; medians in the engine's milliseconds",
                        engine,
                        slowed,
                        requests),
                "%-6s %10s %10s %16s".formatted("", "live", "virtual", "live : virtual"),
                row("TTFT", ttft),
                row("TPOT", tpot),
                row("E2E", e2e),
                String.format(
                        Locale.ROOT,
                        "%s; the machine was busy to more than 95 %% in %.0f %% of the seconds",
                        within(0.05) ? "within 5 %" : "NOT within 5 %",
                        100 * saturatedShare));
    }

    private static String row(String name, Compared c) {
        return String.format(
                Locale.ROOT, "%-6s %10.2f %10.2f %16.4f", name, 1000 * c.live(), 1000 * c.virtual(), c.ratio());
    }
}
