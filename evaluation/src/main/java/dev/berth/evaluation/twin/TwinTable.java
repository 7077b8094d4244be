package dev.berth.evaluation.twin;

import dev.berth.evaluation.twin.TwinScore.SeriesKnee;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A validation, for people; also the tables of {@code docs/twin.md}. */
public final class TwinTable {
    private TwinTable() {}

    public static List<String> lines(TwinValidation.Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "Coefficients (fit on %d runs, cost %.1f)",
                report.fitted().size(),
                report.cost()));
        lines.add("");
        double[] values = report.coefficients().values();
        double[] errors = report.relativeErrors().values();
        lines.add("| coefficient | ms | standard error |");
        lines.add("|---|---|---|");
        for (int i = 0; i < values.length; i++) {
            lines.add(String.format(
                    Locale.ROOT, "| %s | %.5g | %.1f %% |", TwinCoefficients.NAMES.get(i), values[i], 100 * errors[i]));
        }
        lines.add("");
        lines.addAll(score("In-sample errors", report.inSample()));
        if (report.folds() >= 2) {
            lines.add("");
            lines.addAll(score("Errors on left-out points (" + report.folds() + " folds)", report.leftOutScore()));
            lines.add("");
            lines.addAll(knees(report.leftOutScore().knees()));
        }
        lines.add("");
        lines.addAll(runs(report.folds() >= 2 ? report.leftOut() : report.fitted()));
        return lines;
    }

    public static List<String> score(String title, TwinScore score) {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add("");
        lines.add("| figure | goal | runs | within goal | median | mean | p90 | worst |");
        lines.add("|---|---|---|---|---|---|---|---|");
        lines.add(row("throughput", score.throughput()));
        lines.add(row("mean TPOT", score.meanTpot()));
        lines.add(row("median ITL", score.medianItl()));
        lines.add(row("median TTFT, not starved", score.medianTtftBelowKnee()));
        lines.add(row("median TTFT, all", score.medianTtft()));
        lines.add(row("mean TTFT, all", score.meanTtft()));
        lines.add(row("knee (load)", score.knee()));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Kendall's tau of median TTFT: %.3f (goal >= %.1f). Starved or not: alike in %.1f %% of the runs.",
                score.kendallTau(),
                TwinScore.GOAL_TAU,
                100 * score.starvedAlike()));
        return lines;
    }

    public static List<String> benchmark(String title, BaseModelBenchmark.Score score) {
        return List.of(
                "Errors of " + title,
                "",
                "| figure | goal | cells | within goal | median | mean | p90 | worst |",
                "|---|---|---|---|---|---|---|---|",
                row("throughput", score.throughput()),
                row("median time of an answer", score.medianE2e()));
    }

    private static String row(String name, ErrorSummary e) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f %% | %d | %.0f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |",
                name,
                100 * e.goal(),
                e.runs(),
                100 * e.withinGoal(),
                100 * e.median(),
                100 * e.mean(),
                100 * e.p90(),
                100 * e.worst());
    }

    public static List<String> knees(List<SeriesKnee> knees) {
        List<String> lines = new ArrayList<>();
        lines.add("| slots | rate per adapter | knee measured, req/s | predicted | error |");
        lines.add("|---|---|---|---|---|");
        for (SeriesKnee knee : knees) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d | %s | %.2f | %.2f | %+.1f %% |",
                    knee.slots(),
                    knee.ratePerAdapter(),
                    knee.measuredLoad(),
                    knee.predictedLoad(),
                    100 * knee.error()));
        }
        return lines;
    }

    public static List<String> runs(List<Comparison> runs) {
        List<String> lines = new ArrayList<>();
        lines.add("| slots | adapters | rate | completed real / twin | TPOT ms real / twin | median TTFT ms real / twin"
                + " | slot loads real / twin |");
        lines.add("|---|---|---|---|---|---|---|");
        for (Comparison run : runs) {
            OperatingPoint point = run.real().point();
            Figures real = run.real().measured();
            Figures twin = run.simulated().figures();
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d%s | %d | %s | %d / %d (%+.1f %%) | %.1f / %.1f (%+.1f %%) | %.0f / %.0f (%+.0f %%) | %d / %d |",
                    point.slots(),
                    point.hostAdapters() < point.adapters() || point.slots() < point.adapters() ? "" : " =",
                    point.adapters(),
                    point.ratePerAdapter(),
                    real.completed(),
                    twin.completed(),
                    100 * run.throughputError(),
                    real.meanTpot(),
                    twin.meanTpot(),
                    100 * run.tpotError(),
                    real.medianTtft(),
                    twin.medianTtft(),
                    100 * run.medianTtftError(),
                    run.real().engine().slotLoads(),
                    run.simulated().engine().slotLoads()));
        }
        return lines;
    }
}
