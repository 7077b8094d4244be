package dev.berth.evaluation.compare;

import dev.berth.evaluation.virtual.Arm;
import dev.berth.evaluation.virtual.Scalers;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Which runs are made: every arm on every workload with every seed.
 *
 * @param arms the simplest answer, register-everywhere, first, whatever order they were asked for in
 * @param seeds 1 to this
 * @param goal what is sought
 */
public record MatrixPlan(List<Workload> workloads, List<Arm> arms, int seeds, Goal goal) {
    /** Every adapter on every pod, and the engine's own LRU decides. */
    public static final String SIMPLEST_PLACEMENT = "register-everywhere";

    private static final List<String> SIMPLEST_PICKINGS = List.of("least-request", "lora-affinity");

    public MatrixPlan {
        workloads = List.copyOf(new LinkedHashSet<>(workloads));
        arms = new LinkedHashSet<>(arms).stream().sorted(simplestFirst()).toList();
        if (workloads.isEmpty() || arms.isEmpty() || seeds < 1) {
            throw new IllegalArgumentException("a matrix has at least one workload, one arm and one seed");
        }
    }

    /** What is sought of each arm. */
    public sealed interface Goal {
        /** Nothing: it is run as it is. */
        record Figures() implements Goal {}

        /**
         * The highest rate at which this share of requests meets its SLO, on the workload's pods.
         *
         * @param share 0 to 1
         */
        record SustainableRate(double share) implements Goal {}

        /**
         * The fewest pods on which this share of requests meets its SLO, at the workload's rate.
         *
         * @param share 0 to 1
         */
        record FewestPods(double share) implements Goal {}
    }

    /** The arm that all others are compared with. */
    public Arm baseline() {
        return arms.get(0);
    }

    List<Long> seedList() {
        return LongStream.rangeClosed(1, seeds).boxed().toList();
    }

    /** What arms are ranked by. */
    Measure headline() {
        if (goal instanceof Goal.SustainableRate) {
            return Measure.RATE;
        }
        return goal instanceof Goal.FewestPods ? Measure.PODS_NEEDED : Measure.ATTAINMENT;
    }

    private static Comparator<Arm> simplestFirst() {
        Predicate<Arm> simplest = arm -> arm.placement().equals(SIMPLEST_PLACEMENT);
        return Comparator.comparing(simplest.negate()::test)
                .thenComparing(arm -> simplest.test(arm) ? place(arm.picking()) : 0)
                .thenComparing(arm -> simplest.test(arm) && !arm.scaler().equals(Scalers.FIXED));
    }

    private static int place(String picking) {
        int place = SIMPLEST_PICKINGS.indexOf(picking);
        return place < 0 ? SIMPLEST_PICKINGS.size() : place;
    }
}
