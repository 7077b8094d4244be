package dev.berth.domain.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A desired placement with its reasons. A plan is superseded, never void: parts on pods that vanished are skipped and said.
 *
 * @param inputs what it was made from
 * @param assignments by model (adapters, and base models that have traffic)
 * @param podCounts desired pods by deployment, without those that {@code spares} gives up
 * @param unserved demand that no pod takes, and why
 * @param changes against what was found
 * @param score by constraint
 * @param before expected with today's placement
 * @param after expected with this plan
 * @param lowerBound proven bound of the cost that the last score level minimises, same unit as {@code cost} of the score
 * @param gap relative distance to that bound, 0.01 = 1 %
 * @param solver how it was found
 * @param spares pods that the fleet can do without; the next planner learns from it since when
 * @param dropped copies that this plan, or one not long before it, took away: the next planner does not bring them back at
 *     once; absent if there are none
 * @param notes what could not be taken into account, and advice, in sentences; absent if there are none
 */
public record PlacementPlan(
        Version version,
        long madeAtMillis,
        Inputs inputs,
        Map<String, List<Assignment>> assignments,
        Map<String, Integer> podCounts,
        List<Unserved> unserved,
        List<PlanChange> changes,
        List<ConstraintScore> score,
        Outlook before,
        Outlook after,
        double lowerBound,
        double gap,
        SolverRun solver,
        List<Spare> spares,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Dropped> dropped,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes)
        implements Document {

    public PlacementPlan {
        assignments = immutable(assignments);
        podCounts = java.util.Collections.unmodifiableMap(new TreeMap<>(podCounts));
        unserved = List.copyOf(unserved);
        changes = List.copyOf(changes);
        score = List.copyOf(score);
        spares = spares == null ? List.of() : List.copyOf(spares);
        dropped = dropped == null ? List.of() : List.copyOf(dropped);
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /** Without a pod to spare, with nothing dropped, and without notes. */
    public PlacementPlan(
            Version version,
            long madeAtMillis,
            Inputs inputs,
            Map<String, List<Assignment>> assignments,
            Map<String, Integer> podCounts,
            List<Unserved> unserved,
            List<PlanChange> changes,
            List<ConstraintScore> score,
            Outlook before,
            Outlook after,
            double lowerBound,
            double gap,
            SolverRun solver) {
        this(
                version,
                madeAtMillis,
                inputs,
                assignments,
                podCounts,
                unserved,
                changes,
                score,
                before,
                after,
                lowerBound,
                gap,
                solver,
                List.of(),
                List.of(),
                List.of());
    }

    /**
     * The versions that a plan was made from.
     *
     * @param fleetGeneration the structure it saw
     * @param demandWindowEndMillis newest window of demand that it saw; 0 if none
     */
    public record Inputs(
            Version catalog,
            Version fleet,
            long fleetGeneration,
            long demandWindowEndMillis,
            Map<String, Version> profiles) {
        public Inputs {
            profiles = java.util.Collections.unmodifiableMap(new TreeMap<>(profiles));
        }
    }

    /**
     * Demand that no pod takes.
     *
     * @param share of the model's traffic, 0 to 1
     */
    public record Unserved(String model, double share, String reason) {}

    /**
     * The value of one constraint in this plan.
     *
     * @param level {@code hard}, {@code unserved}, {@code overload}, {@code cost}, {@code churn}, {@code balance} ...
     * @param value 0 is satisfied; the size of the violation otherwise, negative as the solver scores it
     * @param explanation the sentence with the numbers; empty if satisfied
     */
    public record ConstraintScore(String level, String constraint, long value, String explanation) {}

    /**
     * What is expected of a placement.
     *
     * @param attainment expected share of requests within SLO, 0 to 1
     * @param costPerHour relative price of all pods
     * @param worstPodLoad load of the fullest pod, 1.0 = its capacity at the SLO
     */
    public record Outlook(double attainment, double costPerHour, double worstPodLoad) {}

    /** How the plan was found; {@code trigger} says what woke the planner. */
    public record SolverRun(String trigger, long seed, long steps, double seconds) {
        public SolverRun withTrigger(String words) {
            return new SolverRun(words, seed, steps, seconds);
        }
    }

    /**
     * A pod that the fleet can do without.
     *
     * @param pod its name: the one that costs least to evacuate
     * @param sinceMillis since when, without a break, the others could carry the load; Unix milliseconds
     * @param leaving whether the plan gives it up: nothing is placed there, {@code podCounts} does not count it, and whoever
     *     takes pods away takes this one. Otherwise that is only considered
     */
    public record Spare(String pod, String deployment, long sinceMillis, boolean leaving) {}

    /**
     * A copy that was taken away.
     *
     * @param sinceMillis when that was planned, Unix milliseconds
     */
    public record Dropped(String model, PodIncarnation pod, long sinceMillis) {}

    /** Names of the pods that the plan gives up. */
    public List<String> leaving() {
        return spares.stream().filter(Spare::leaving).map(Spare::pod).toList();
    }

    /** The assignment of a model to a pod, if there is one. */
    public Optional<Assignment> assignment(String model, PodIncarnation pod) {
        return assignments.getOrDefault(model, List.of()).stream()
                .filter(a -> a.pod().equals(pod))
                .findFirst();
    }

    public PlacementPlan withVersion(Version other) {
        return with(other, madeAtMillis, podCounts, certainty(), solver, spares, dropped);
    }

    public PlacementPlan withMadeAt(long millis) {
        return with(version, millis, podCounts, certainty(), solver, spares, dropped);
    }

    public PlacementPlan withPodCounts(Map<String, Integer> counts) {
        return with(version, madeAtMillis, counts, certainty(), solver, spares, dropped);
    }

    /**
     * With another bound.
     *
     * @param whence where it comes from, a sentence that is added to the notes
     */
    public PlacementPlan withBound(double bound, double itsGap, String whence) {
        List<String> more = new ArrayList<>(notes);
        more.add(whence);
        return with(version, madeAtMillis, podCounts, new Certainty(bound, itsGap, more), solver, spares, dropped);
    }

    public PlacementPlan withSolver(SolverRun run) {
        return with(version, madeAtMillis, podCounts, certainty(), run, spares, dropped);
    }

    public PlacementPlan withSpares(List<Spare> others) {
        return with(version, madeAtMillis, podCounts, certainty(), solver, others, dropped);
    }

    public PlacementPlan withDropped(List<Dropped> others) {
        return with(version, madeAtMillis, podCounts, certainty(), solver, spares, others);
    }

    private record Certainty(double bound, double gap, List<String> notes) {}

    private Certainty certainty() {
        return new Certainty(lowerBound, gap, notes);
    }

    /** The one place where a plan is copied field by field. */
    private PlacementPlan with(
            Version number,
            long millis,
            Map<String, Integer> counts,
            Certainty certainty,
            SolverRun run,
            List<Spare> sparePods,
            List<Dropped> droppedCopies) {
        return new PlacementPlan(
                number,
                millis,
                inputs,
                assignments,
                counts,
                unserved,
                changes,
                score,
                before,
                after,
                certainty.bound(),
                certainty.gap(),
                run,
                sparePods,
                droppedCopies,
                certainty.notes());
    }

    private static Map<String, List<Assignment>> immutable(Map<String, List<Assignment>> byModel) {
        // Sorted once, then looked up by hash: a plan is asked for each of thousands of models.
        Map<String, List<Assignment>> copy = new LinkedHashMap<>(2 * byModel.size());
        new TreeMap<>(byModel).forEach((model, list) -> copy.put(model, List.copyOf(list)));
        return java.util.Collections.unmodifiableMap(copy);
    }
}
