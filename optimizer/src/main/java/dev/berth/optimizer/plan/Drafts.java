package dev.berth.optimizer.plan;

import dev.berth.domain.Version;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes placements down as plans, with what they change and what is expected of them. */
final class Drafts {
    private final PlanInputs in;
    private final Placement asItIs;
    private final Occupancy before;
    private final PlacementPlan.SolverRun run;
    private final Map<String, Integer> today;

    /**
     * @param asItIs what goes on if there is no new plan
     * @param today pods that are counted on, by deployment
     */
    Drafts(PlanInputs in, Placement asItIs, Map<String, Integer> today, PlacementPlan.SolverRun run) {
        this.in = in;
        this.asItIs = asItIs;
        this.before = asItIs.occupancy();
        this.run = run;
        this.today = today;
    }

    Occupancy before() {
        return before;
    }

    /** What of a placement may be asked for: no more moves than the limit, and nobody vanishes. */
    static Placement allowed(PlanInputs in, Placement found) {
        Placement limited = MoveLimit.within(found, mostMoves(in));
        return LastCopies.of(limited).placement(limited);
    }

    /**
     * Ours: with spare copies, and as many pods as are wanted.
     *
     * @param placement that may be asked for as it is
     */
    PlacementPlan ofOurs(Placement placement, PodCounts.Wanted wanted) {
        return draft(
                placement.occupancy(),
                Assignments.from(placement, spares(placement)),
                wanted.counts(),
                wanted.spares());
    }

    /** A rival's, as it is. */
    PlacementPlan ofRival(Placement placement) {
        return draft(placement.occupancy(), Assignments.from(placement), today, List.of());
    }

    /** The placement in force, with the spare copies that there is room for. */
    PlacementPlan withSparesOnly(PodCounts.Wanted wanted) {
        return draft(before, Assignments.from(asItIs, spares(asItIs)), wanted.counts(), wanted.spares());
    }

    private SpareCopies spares(Placement placement) {
        int left = Math.max(0, mostMoves(in) - MoveLimit.loads(placement));
        return SpareCopies.of(placement, LastCopies.of(placement), new SpareCopies.Pace(in.current() != null, left));
    }

    /** Whether a plan may ask for all that was found. */
    static boolean unlimited(PlanInputs in) {
        return in.control().maxMovesPerPlan() == 0;
    }

    private static int mostMoves(PlanInputs in) {
        int most = in.control().maxMovesPerPlan();
        return most == 0 ? Integer.MAX_VALUE : most;
    }

    /**
     * The placement in force as it is, with other words on pods; its age stays too. Where its shares are past a rule by what
     * cutting them into quanta rounds away, or are of pods that may no longer have them, they become those that were judged.
     */
    PlacementPlan withPodsOnly(PodCounts.Wanted wanted) {
        PlacementPlan current = in.current();
        boolean fit = new SharesInForce(before.problem(), current, PlanMaker.unservedShares(in)).fit();
        Map<String, List<Assignment>> assignments =
                fit ? Assignments.sorted(current.assignments()) : Assignments.from(asItIs, spares(asItIs));
        return draft(before, assignments, wanted.counts(), wanted.spares()).withMadeAt(current.madeAtMillis());
    }

    /** One that was in force before, to come into force again. */
    PlacementPlan ofEarlier(
            Occupancy after, Map<String, List<Assignment>> assignments, Map<String, Integer> podCounts) {
        return draft(after, assignments, podCounts, List.of());
    }

    private PlacementPlan draft(
            Occupancy after,
            Map<String, List<Assignment>> assignments,
            Map<String, Integer> podCounts,
            List<PlacementPlan.Spare> sparePods) {
        List<PlanChange> changes = new ArrayList<>(new PlanChanges(in, before, after, assignments).ofAssignments());
        changes.addAll(PlanChanges.ofPodCounts(today, podCounts));
        Sentences sentences = new Sentences(after);
        Bound bound = Bound.of(after);
        Map<String, Version> profiles = new TreeMap<>();
        in.profiles().values().forEach((LatencyProfile p) -> profiles.put(p.deployment(), p.version()));
        return new PlacementPlan(
                Version.NONE,
                in.nowMillis(),
                new PlacementPlan.Inputs(
                        in.catalog().version(),
                        in.fleet().version(),
                        in.fleet().generation(),
                        in.demandWindowEndMillis(),
                        profiles),
                assignments,
                podCounts,
                unserved(after, sentences),
                changes,
                sentences.score(),
                Expectation.of(before, in.catalog(), today),
                Expectation.of(after, in.catalog(), podCounts),
                bound.bound(),
                bound.gap(),
                run,
                sparePods,
                Departures.of(in, changes, assignments, after.problem().terms().spare()),
                notes(after, assignments));
    }

    /** What no pod has room for, and what nobody knows. */
    private static List<PlacementPlan.Unserved> unserved(Occupancy after, Sentences sentences) {
        List<PlacementPlan.Unserved> unserved = new ArrayList<>(sentences.unserved());
        after.problem().leftOut().stream()
                .filter(out -> !out.model().isEmpty())
                .forEach(out -> unserved.add(new PlacementPlan.Unserved(out.model(), 1, out.sentence())));
        return unserved;
    }

    private List<String> notes(Occupancy after, Map<String, List<Assignment>> assignments) {
        List<String> notes = new ArrayList<>();
        after.problem().leftOut().stream()
                .filter(out -> out.model().isEmpty())
                .forEach(out -> notes.add("left out: " + out.sentence()));
        notes.addAll(Advice.of(in.catalog(), after, assignments));
        return notes;
    }
}
