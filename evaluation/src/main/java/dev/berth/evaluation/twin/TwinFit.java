package dev.berth.evaluation.twin;

import dev.berth.domain.engine.EngineSpec;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Fits {@link TwinCoefficients} to real runs. */
final class TwinFit {
    private final EngineSpec template;
    private final int rank;
    private final List<RealRun> runs;
    private final Consumer<String> progress;

    /**
     * @param template what is not fitted: flags, the time of a copy into a slot
     * @param runs all of one rank
     */
    TwinFit(EngineSpec template, List<RealRun> runs, Consumer<String> progress) {
        this.template = template;
        this.rank = runs.get(0).point().rank();
        this.runs = runs;
        this.progress = progress;
    }

    /**
     * @param relativeErrors of the coefficients: the standard errors of their logarithms
     */
    record Fitted(TwinCoefficients coefficients, TwinCoefficients relativeErrors, double cost) {}

    Fitted from(TwinCoefficients start) {
        LogLeastSquares.Solution best = new LogLeastSquares(this::residuals, progress).from(start.values());
        return new Fitted(
                TwinCoefficients.ofValues(best.numbers()),
                TwinCoefficients.ofValues(best.relativeErrors()),
                best.cost());
    }

    private double[] residuals(double[] coefficients) {
        Predictor predictor =
                new Predictor(TwinCoefficients.ofValues(coefficients).into(template, rank));
        double[] residuals = new double[runs.size() * Misfit.FIGURES];
        IntStream.range(0, runs.size())
                .parallel()
                .forEach(i -> Misfit.into(
                        residuals,
                        i * Misfit.FIGURES,
                        predictor.predict(runs.get(i).point()).figures(),
                        runs.get(i).measured()));
        return residuals;
    }
}
