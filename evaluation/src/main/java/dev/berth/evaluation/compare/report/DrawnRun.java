package dev.berth.evaluation.compare.report;

import dev.berth.evaluation.outcome.ModelRow;
import dev.berth.evaluation.outcome.Placement;
import dev.berth.evaluation.outcome.Recovery;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.outcome.TimePoint;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the page draws of one run. Lists are by interval of {@link TimePoint#SECONDS}.
 *
 * @param block place of its workload in the comparison
 * @param row place of its arm among the workload's rows
 * @param attainment of the requests that arrived in each interval; -1 if none did
 * @param adapters attainment of each adapter that was asked for, the worst first
 * @param placements of the busiest models only
 */
record DrawnRun(
        int block,
        int row,
        List<Double> attainment,
        List<Double> pods,
        List<Double> ttftP95,
        List<Double> loads,
        List<Double> adapters,
        List<Recovery> recoveries,
        List<Placement> placements) {
    /** Rows of a heat map that a reader can still tell apart. */
    private static final int MODELS = 48;

    private static final double PRECISION = 1e4;

    static DrawnRun of(int block, int row, RunResult result) {
        return new DrawnRun(
                block,
                row,
                series(result, point -> point.offered() == 0 ? -1 : point.attainment()),
                series(result, TimePoint::pods),
                series(result, TimePoint::ttftP95),
                series(result, TimePoint::loads),
                result.models().stream()
                        .filter(model -> model.adapter() && model.offered() > 0)
                        .map(ModelRow::attainment)
                        .map(DrawnRun::rounded)
                        .sorted()
                        .toList(),
                result.recoveries(),
                result.placements().stream().map(DrawnRun::busiest).toList());
    }

    private static List<Double> series(RunResult result, ToDoubleFunction<TimePoint> value) {
        return result.series().stream()
                .map(point -> rounded(value.applyAsDouble(point)))
                .toList();
    }

    private static Placement busiest(Placement all) {
        int rows = Math.min(MODELS, all.models().size());
        return new Placement(
                all.atSeconds(),
                all.pods(),
                all.models().subList(0, rows),
                all.weights().subList(0, rows).stream()
                        .map(weights -> weights.stream().map(DrawnRun::rounded).toList())
                        .toList());
    }

    private static double rounded(double value) {
        return Math.round(PRECISION * value) / PRECISION;
    }
}
