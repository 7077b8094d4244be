package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.ClassRow;
import dev.berth.evaluation.outcome.EngineTotals;
import dev.berth.evaluation.outcome.Fairness;
import dev.berth.evaluation.outcome.Latencies;
import dev.berth.evaluation.outcome.ModelRow;
import dev.berth.evaluation.outcome.Placement;
import dev.berth.evaluation.outcome.Planning;
import dev.berth.evaluation.outcome.PodRow;
import dev.berth.evaluation.outcome.Quantiles;
import dev.berth.evaluation.outcome.Recovery;
import dev.berth.evaluation.outcome.Requests;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.outcome.TenantRow;
import dev.berth.evaluation.outcome.TimePoint;
import java.util.List;

/** Results of runs that nobody made. */
public final class MadeResults {
    private MadeResults() {}

    /** Ten thousand requests, of which this share met its SLO and one in a thousand never could. */
    public static RunResult of(RunSpec spec, double attainment, String adapter) {
        long met = Math.round(10_000 * attainment);
        Quantiles ttft = new Quantiles(10_000, 0.2, 0.1 / attainment, 0.4 / attainment, 0.8 / attainment, 3);
        Quantiles tpot = new Quantiles(10_000, 0.02, 0.02, 0.03, 0.045, 0.1);
        Quantiles e2e = new Quantiles(10_000, 4, 3, 8, 12, 20);
        Latencies latencies = new Latencies(ttft, tpot, e2e);
        return new RunResult(
                spec.workload().scenario(),
                spec.arm().placement(),
                spec.arm().picking(),
                spec.arm().scaler(),
                spec.seed(),
                600,
                new Requests(10_000, met, 10_000, 0, 0, 0, 0, 0, 0, 10),
                met / 600.0,
                new Fairness(2, attainment / 2, attainment * 0.6, 0.5, 0.9),
                latencies,
                new EngineTotals(6000, 6000, 4000, 20, 100_000, 5_000_000, 900_000, 128, 0, 4, 200, 40, 128, 0, 0, 0),
                new Planning(20, 5, 1, 2, 6, 0.01, 0.02, 0, 0),
                List.of(new ClassRow("interactive", 10_000, met, latencies)),
                List.of(
                        new ModelRow(adapter, true, "interactive", "", 16, 9_000, met * 9 / 10, 0.2, 8, 8, 0.9),
                        new ModelRow("lora-2", true, "interactive", "", 8, 1_000, met / 10, 0.2, 8, 8, 0.1)),
                List.of(new TenantRow("", 10_000, met, 1)),
                List.of(new PodRow("pod-1", "default/h100", "a", 600, 400, 2, 10_000, 128, 200, 0, 0, 0)),
                List.of(
                        new TimePoint(0, 100, 98, 90, 10, 10, 12, 0, 0.3, 128, 0),
                        new TimePoint(10, 0, 0, 10, 10, 10, 0, 0, 0, 0, 4)),
                List.of(new Placement(
                        600, List.of("pod-1"), List.of(adapter, "lora-2"), List.of(List.of(1.0), List.of(-1.0)))),
                List.of(
                        new Recovery("drift", 300, 0.99, 0.8, 0.5, 4, 6, 12),
                        new Recovery("zone a lost", 500, 0.99, 0.7, 1, 5, 8, -1)));
    }
}
