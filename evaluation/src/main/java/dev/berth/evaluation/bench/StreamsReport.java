package dev.berth.evaluation.bench;

import dev.berth.streaming.demand.ForecastBacktest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of DemandJob; what was not asked for is null. */
public record StreamsReport(
        Cost cost, Scale scale, Reaction reaction, Loop loop, ControlPlane controlPlane, List<Backtest> backtests) {
    private static final double RECORDS_PER_REQUEST = 2;

    public StreamsReport {
        backtests = List.copyOf(backtests);
    }

    /**
     * Records read a second, by the job from Kafka to Redis and by a bare loop.
     *
     * @param jobPerCpuSecond over the whole process: JobManager, collector and compiler included
     */
    public record Comparison(Spread job, Spread loop, Spread jobPerCpuSecond, Spread loopPerCpuSecond) {
        /** The job's rate as a share of the loop's. */
        public double share() {
            return job.median() / loop.median();
        }

        public double shareByCpu() {
            return jobPerCpuSecond.median() / loopPerCpuSecond.median();
        }

        public double coresPerThousandRequests() {
            return 1_000 * RECORDS_PER_REQUEST / jobPerCpuSecond.median();
        }
    }

    /**
     * What a record costs.
     *
     * @param young of the second sixth of the log
     * @param warm of its last third
     */
    public record Cost(long records, int models, Comparison young, Comparison warm) {}

    /**
     * What is kept of many models after a day of requests.
     *
     * @param seconds from the job's start until it had read and told of all
     */
    public record Scale(int models, long requests, double seconds, long checkpointBytes, long heapBytes) {}

    /** Seconds from a crowd's first request to the flag, and to the demand of a whole window, both in Redis. */
    public record Reaction(
            int crowds,
            double perSecond,
            double flagP50Seconds,
            double flagP99Seconds,
            double windowP50Seconds,
            double windowP99Seconds) {}

    /**
     * Seconds from a crowd's first request.
     *
     * @param seen crowds of which it was seen at all
     */
    public record Delay(int seen, double p50Seconds, double p99Seconds) {
        static Delay of(List<Double> delays) {
            double[] sorted =
                    delays.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            if (sorted.length == 0) {
                return new Delay(0, 0, 0);
            }
            int last = sorted.length - 1;
            return new Delay(
                    sorted.length, sorted[sorted.length / 2], sorted[Math.min(last, (int) (0.99 * sorted.length))]);
        }
    }

    /** The whole loop under flash crowds: flag and whole window in Redis, plan with a further pod, routers that use it. */
    public record Loop(
            int crowds,
            double perSecond,
            int pods,
            int adapters,
            Delay flag,
            Delay window,
            Delay plan,
            Delay routing) {}

    /**
     * A process.
     *
     * @param counted whether it is part of the control plane
     */
    public record Part(String name, double cores, long residentBytes, boolean counted) {}

    /** What the control plane takes. */
    public record ControlPlane(int adapters, int pods, double requestsPerSecond, List<Part> parts) {
        public ControlPlane {
            parts = List.copyOf(parts);
        }

        double cores() {
            return parts.stream().filter(Part::counted).mapToDouble(Part::cores).sum();
        }

        long residentBytes() {
            return parts.stream()
                    .filter(Part::counted)
                    .mapToLong(Part::residentBytes)
                    .sum();
        }
    }

    /** The forecast on one trace. */
    public record Backtest(String trace, int drifts, ForecastBacktest.Report report) {}

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (cost != null) {
            lines.add(text(
                    "Cost: %,d records of %,d models, median [least - most] of the rounds", cost.records, cost.models));
            addCost(lines, cost.young, "second sixth of them, while both are young");
            addCost(lines, cost.warm, "last third (goal 0.50)");
        }
        if (scale != null) {
            lines.add(text(
                    "Scale: %,d models, %,d requests in 24 h, read in %.0f s: checkpoint %.0f MiB, heap in use %.0f MiB (goal 512 MiB)",
                    scale.models,
                    scale.requests,
                    scale.seconds,
                    scale.checkpointBytes / 1048576.0,
                    scale.heapBytes / 1048576.0));
        }
        if (reaction != null) {
            lines.add(text(
                    "Reaction: %d flash crowds of %.0f requests/s, from the first request to Redis",
                    reaction.crowds, reaction.perSecond));
            lines.add(text(
                    "  flag P50 %.2f s, P99 %.2f s (goal 2 s); whole window P50 %.2f s, P99 %.2f s (goal slide + 2 s = 7 s)",
                    reaction.flagP50Seconds,
                    reaction.flagP99Seconds,
                    reaction.windowP50Seconds,
                    reaction.windowP99Seconds));
        }
        if (loop != null) {
            lines.add(text(
                    "Loop: %d flash crowds of %.0f requests/s, %d adapters on %d pods, from the first request",
                    loop.crowds, loop.perSecond, loop.adapters, loop.pods));
            lines.add(delay("flag in Redis (goal 2 s)", loop.flag));
            lines.add(delay("whole window in Redis (goal 7 s)", loop.window));
            lines.add(delay("plan with a further pod", loop.plan));
            lines.add(delay("routers use it (goal 10 s)", loop.routing));
        }
        if (controlPlane != null) {
            lines.add(text(
                    "Control plane: %d adapters, %d pods, %.0f requests/s: %.2f cores (goal 2), %,.0f MiB (goal 4096)",
                    controlPlane.adapters,
                    controlPlane.pods,
                    controlPlane.requestsPerSecond,
                    controlPlane.cores(),
                    controlPlane.residentBytes() / 1048576.0));
            controlPlane.parts.forEach(part -> lines.add(text(
                    "  %-14s %6.3f cores, %6.0f MiB%s",
                    part.name, part.cores, part.residentBytes / 1048576.0, part.counted ? "" : " (not counted)")));
        }
        for (Backtest backtest : backtests) {
            lines.add(text(
                    "Forecast: %s, %d drifts, %,d cases; error of the next minute's rate, share of the mean",
                    backtest.trace, backtest.drifts, backtest.report.cases()));
            lines.add(score(backtest.report.forecast()));
            lines.add(score(backtest.report.last()));
            lines.add(score(backtest.report.bestMean()) + ", best in hindsight");
        }
        return lines;
    }

    private static void addCost(List<String> lines, Comparison cost, String what) {
        lines.add("  " + what);
        lines.add(row("DemandJob, Kafka to Redis, checkpoints each 5 s", cost.job, cost.jobPerCpuSecond));
        lines.add(row("one thread that polls and parses", cost.loop, cost.loopPerCpuSecond));
        lines.add(text(
                "  job : loop = %.2f, by CPU time %.2f; %.3f cores for 1,000 requests/s",
                cost.share(), cost.shareByCpu(), cost.coresPerThousandRequests()));
    }

    private static String delay(String what, Delay delay) {
        return text("  %-34s P50 %.2f s, P99 %.2f s (%d crowds)", what, delay.p50Seconds, delay.p99Seconds, delay.seen);
    }

    private static String score(ForecastBacktest.Score score) {
        return text(
                "  %-18s absolute %.4f, squared %.4f, 90 %% quantile's loss %.4f, exceeded %.1f %%",
                score.name(), score.absoluteError(), score.squaredError(), score.upperLoss(), 100 * score.exceeded());
    }

    private static String row(String name, Spread wall, Spread cpu) {
        return text(
                "  %-48s %,10.0f [%,.0f - %,.0f] records/s, %,.0f per CPU second",
                name, wall.median(), wall.least(), wall.most(), cpu.median());
    }

    private static String text(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
