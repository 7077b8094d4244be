package dev.berth.evaluation.twin;

import dev.berth.domain.engine.EngineSpec;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Predicts points. Near the knee a run could go one way or another by a few milliseconds, and the real one was one of those:
 * the prediction is, figure by figure, the median of three runs, two of which have their requests come up to 5 ms late.
 */
public final class Predictor {
    private static final int REPEATS = 3;

    private final SweepReplay replay;

    public Predictor(EngineSpec engine) {
        this.replay = new SweepReplay(engine);
    }

    /** In the order of the points, on all cores. */
    public List<SimulatedRun> predictAll(List<OperatingPoint> points) {
        return points.parallelStream().map(this::predict).toList();
    }

    public SimulatedRun predict(OperatingPoint point) {
        List<SimulatedRun> runs = IntStream.range(0, REPEATS)
                .mapToObj(repeat -> replay.run(point, repeat))
                .toList();
        return new SimulatedRun(point, runs.get(0).starts(), figures(runs), engineFigures(runs));
    }

    private static Figures figures(List<SimulatedRun> runs) {
        return new Figures(
                runs.get(0).figures().requests(),
                (int) middle(runs, Figures::completed),
                middle(runs, Figures::requestThroughput),
                middle(runs, Figures::outputTokenThroughput),
                middle(runs, Figures::meanTtft),
                middle(runs, Figures::medianTtft),
                middle(runs, Figures::p99Ttft),
                middle(runs, Figures::meanTpot),
                middle(runs, Figures::medianTpot),
                middle(runs, Figures::p99Tpot),
                middle(runs, Figures::meanItl),
                middle(runs, Figures::medianItl),
                middle(runs, Figures::p99Itl));
    }

    private static EngineFigures engineFigures(List<SimulatedRun> runs) {
        return new EngineFigures(
                middleCount(runs, EngineFigures::diskLoads),
                middleCount(runs, EngineFigures::slotLoads),
                (int) middleCount(runs, EngineFigures::maxRunning),
                (int) middleCount(runs, EngineFigures::maxWaiting));
    }

    private static double middle(List<SimulatedRun> runs, ToDoubleFunction<Figures> figure) {
        return runs.stream()
                .mapToDouble(run -> figure.applyAsDouble(run.figures()))
                .sorted()
                .skip(REPEATS / 2)
                .findFirst()
                .orElseThrow();
    }

    private static long middleCount(List<SimulatedRun> runs, ToLongFunction<EngineFigures> figure) {
        return runs.stream()
                .mapToLong(run -> figure.applyAsLong(run.engine()))
                .sorted()
                .skip(REPEATS / 2)
                .findFirst()
                .orElseThrow();
    }
}
