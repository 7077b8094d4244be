package dev.berth.evaluation.bench;

import dev.berth.optimizer.instances.InstanceShape;
import java.util.List;

/**
 * An instance of the optimizer's benchmark.
 *
 * @param kind what is done with it
 * @param shape with seed 1
 * @param goal in words, as the report shows it
 */
public record OptimizerCase(String name, Kind kind, InstanceShape shape, String goal) {

    /** What is measured. */
    public enum Kind {
        /** One plan after a drift. */
        SOLVE,
        /** A first plan after something happened. */
        EVENT,
        /** A plan after each of many drifts. */
        RESOLVE
    }

    /** In the order of the report. */
    public static final List<OptimizerCase> ALL = List.of(
            new OptimizerCase("small", Kind.SOLVE, shape(40, 6, 10, 0.69, 0.1), "the proven optimum"),
            new OptimizerCase("medium", Kind.SOLVE, shape(200, 20, 14, 0.69, 0.1), "the proven optimum"),
            new OptimizerCase(
                    "drift", Kind.SOLVE, shape(1_000, 100, 14, 0.69, 0.1), "gap <= 1 % median, <= 2 % worst, <= 5 s"),
            new OptimizerCase("tight", Kind.SOLVE, shape(1_000, 100, 12, 0.766, 0.3), "gap <= 2 % median"),
            new OptimizerCase(
                    "huge", Kind.SOLVE, shape(10_000, 1_000, 14, 0.69, 0.1), "gap <= 5 % in 60 s, within 2 GiB"),
            new OptimizerCase(
                    "events", Kind.EVENT, shape(1_000, 100, 14, 0.69, 0.1), "a better plan in <= 1 s on the wall"),
            new OptimizerCase(
                    "resolves",
                    Kind.RESOLVE,
                    shape(1_000, 100, 14, 0.69, 0.1),
                    "<= 2 % of assignments moved, loads <= 1.2 x the bound's"),
            new OptimizerCase(
                    "steady",
                    Kind.RESOLVE,
                    shape(1_000, 100, 14, 0.69, 0),
                    "<= 2 % of assignments moved, nothing back and forth"));

    private static InstanceShape shape(int adapters, int pods, int slots, double load, double drift) {
        return new InstanceShape(adapters, pods, slots, load, 1.0, drift, 1);
    }
}
