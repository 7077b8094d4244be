package dev.berth.optimizer.plan;

import dev.berth.domain.Version;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.PlanChange.Kind;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.policy.PolicyTraits.Foresight;
import dev.berth.optimizer.problem.InputReadiness;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * One look at the fleet: states the problem, has a policy place it, and weighs the result against going on as it is. Pure
 * but for the clock that tells how long the search took.
 */
public final class PlanMaker {
    /** Violations of the overload level that are worth a plan: one per cent of a pod. */
    private static final long LEAST_OVERLOAD_GAIN = 100;

    private static final List<ScoreLevel> WORTH_MOVES =
            List.of(ScoreLevel.RULES, ScoreLevel.REPLICAS, ScoreLevel.UNSERVED, ScoreLevel.OVERLOAD, ScoreLevel.COST);

    private final PlacementPolicy policy;
    private final PlanningTerms terms;
    private final PublishTerms publish;
    private final PodCounts pods;
    private final LongSupplier nanos;

    /** With the default terms of scaling. */
    public PlanMaker(PlacementPolicy policy, PlanningTerms terms, PublishTerms publish, LongSupplier nanos) {
        this(policy, terms, publish, ScaleTerms.DEFAULTS, nanos);
    }

    /**
     * @param nanos a clock for durations, nanoseconds
     */
    public PlanMaker(
            PlacementPolicy policy, PlanningTerms terms, PublishTerms publish, ScaleTerms scale, LongSupplier nanos) {
        this.policy = policy;
        this.pods = new PodCounts(policy.traits().weighed() ? scale : scale.withMode(ScaleTerms.OFF));
        this.terms = terms;
        this.publish = publish;
        this.nanos = nanos;
    }

    /**
     * What woke the planner.
     *
     * @param sentence why, for people
     * @param structural pods came or went: plan even on stale demand
     * @param onlyDemand nothing but demand moved: in vain for a policy that does not follow it
     */
    public record Trigger(String sentence, boolean structural, boolean onlyDemand) {
        /** Of more than demand. */
        public Trigger(String sentence, boolean structural) {
            this(sentence, structural, false);
        }
    }

    /**
     * @param startedMillis since when the planner has been looking, to say how long something has been missing
     */
    public Decision decide(PlanInputs in, Trigger trigger, long seed, long startedMillis) {
        if (trigger.onlyDemand() && in.current() != null && !policy.traits().followsDemand()) {
            return new Decision.Keep("policy " + policy.name() + " does not follow demand", in.current());
        }
        InputReadiness readiness = InputReadiness.of(in, startedMillis, publish.staleMillis());
        boolean blind = policy.traits().demand() == Foresight.NONE;
        boolean goOn = readiness.ready()
                || (trigger.structural() && readiness.onlyDemandIsStale())
                || (blind && readiness.onlyDemandIsMissing());
        if (!goOn) {
            return new Decision.NotReady(readiness);
        }
        boolean ours = policy.traits().weighed();
        long start = nanos.getAsLong();
        Looked looked = look(in, pods.leaving(in), seed);
        PodCounts.Wanted wanted = pods.wanted(in, looked.after());
        if (!wanted.without().equals(pods.leaving(in))) {
            Looked others = look(in, wanted.without(), seed).after(looked.steps());
            boolean more = pods.leaving(in).containsAll(wanted.without());
            if (more || PodCounts.sparesWell(others.after())) {
                looked = others;
            } else {
                wanted = pods.refused(wanted, in);
            }
        }
        double seconds = (nanos.getAsLong() - start) / 1e9;
        PlacementPlan draft = draft(
                in,
                looked.before(),
                looked.after(),
                Assignments.from(looked.placement(), in.current(), ours ? terms.warmStandbys() : 0),
                wanted,
                new PlacementPlan.SolverRun(trigger.sentence(), seed, looked.steps(), seconds));
        return ours ? weigh(in, looked.before(), looked.after(), draft) : takeAsItIs(in, draft);
    }

    /** What a search found on some of the pods. */
    private record Looked(Occupancy before, Placement placement, Occupancy after, long steps) {
        Looked after(long earlierSteps) {
            return new Looked(before, placement, after, steps + earlierSteps);
        }
    }

    private Looked look(PlanInputs in, Set<String> without, long seed) {
        PlacementProblem problem = ProblemReader.read(PodCounts.without(without, in), terms, publish.staleMillis());
        Occupancy before = PlacementStart.asItIs(problem, unservedShares(in)).occupancy();
        PlacementPolicy.Result result = policy.place(problem, seed);
        return new Looked(before, result.placement(), result.placement().occupancy(), result.steps());
    }

    private static Map<String, Double> unservedShares(PlanInputs in) {
        Map<String, Double> shares = new TreeMap<>();
        in.currentPlan().ifPresent(plan -> plan.unserved().forEach(u -> shares.put(u.model(), u.share())));
        return shares;
    }

    private PlacementPlan draft(
            PlanInputs in,
            Occupancy before,
            Occupancy after,
            Map<String, List<Assignment>> assignments,
            PodCounts.Wanted wanted,
            PlacementPlan.SolverRun run) {
        Map<String, Integer> today = pods.today(in);
        List<PlanChange> changes = new ArrayList<>(new PlanChanges(in, before, after, assignments).ofAssignments());
        changes.addAll(PlanChanges.ofPodCounts(today, wanted.counts()));
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
                wanted.counts(),
                sentences.unserved(),
                changes,
                sentences.score(),
                Expectation.of(before, in.catalog(), today),
                Expectation.of(after, in.catalog(), wanted.counts()),
                bound.bound(),
                bound.gap(),
                run,
                wanted.spares());
    }

    /** A rival's placement is not ours to judge: it takes effect as soon as it differs. */
    private Decision takeAsItIs(PlanInputs in, PlacementPlan draft) {
        boolean differs = in.current() == null
                || draft.changes().stream().anyMatch(c -> c.kind() != Kind.REWEIGHT)
                || PlanChanges.largestReweight(draft.changes()) >= publish.leastReweight()
                || !PlanChanges.sameUnserved(in.current(), draft.unserved());
        return differs
                ? new Decision.Publish("policy " + policy.name() + " places so", draft)
                : new Decision.Keep("the plan in force is the same", draft);
    }

    /** Churn pays only for what is above it in the score; what is below it must be worth a plan for free. */
    private Decision weigh(PlanInputs in, Occupancy before, Occupancy after, PlacementPlan draft) {
        if (in.current() == null) {
            return new Decision.Publish("there was no plan", draft);
        }
        Decision placement = weighPlacement(in, before, after, draft);
        boolean scales = draft.changes().stream().anyMatch(c -> c.kind() == Kind.SCALE);
        boolean otherPods = !draft.leaving().equals(in.current().leaving());
        if (placement instanceof Decision.Publish
                || (!scales && draft.spares().equals(in.current().spares()))) {
            return placement;
        }
        return new Decision.Publish(
                scales ? "another number of pods" : "what pods there are to spare",
                otherPods ? draft : PodCounts.noted(in.current(), draft));
    }

    private Decision weighPlacement(PlanInputs in, Occupancy before, Occupancy after, PlacementPlan draft) {
        boolean moves = draft.changes().stream().anyMatch(c -> c.kind() != Kind.REWEIGHT && c.kind() != Kind.SCALE);
        double reweight = PlanChanges.largestReweight(draft.changes());
        boolean sameUnserved = PlanChanges.sameUnserved(in.current(), draft.unserved());
        if (!moves && reweight < publish.leastReweight() && sameUnserved) {
            return new Decision.Keep("the plan in force is as good", draft);
        }
        for (ScoreLevel level : WORTH_MOVES) {
            long gain = before.violation(level) - after.violation(level);
            long least = level == ScoreLevel.OVERLOAD ? LEAST_OVERLOAD_GAIN : 1;
            if (gain >= least) {
                return new Decision.Publish("better at " + level.words(), draft);
            }
            if (gain < 0) {
                return new Decision.Keep("worse at " + level.words(), draft);
            }
        }
        if (!sameUnserved) {
            return new Decision.Publish("what is unserved has changed", draft);
        }
        boolean loads = draft.changes().stream().anyMatch(c -> c.kind() == Kind.LOAD);
        double relief = Expectation.worstLoad(before) - Expectation.worstLoad(after);
        if (!loads && relief >= publish.leastRelief()) {
            return new Decision.Publish("evens the load without a load", draft);
        }
        double age = (in.nowMillis() - in.current().madeAtMillis()) / 1000.0;
        if (!loads && moves && age >= publish.idleUnloadSeconds()) {
            return new Decision.Publish("replicas are idle", draft);
        }
        return new Decision.Keep("nothing gained is worth its moves", draft);
    }

    /** The draft as a document of the writer's. */
    public static PlacementPlan at(Version version, PlacementPlan draft) {
        return new PlacementPlan(
                version,
                draft.madeAtMillis(),
                draft.inputs(),
                draft.assignments(),
                draft.podCounts(),
                draft.unserved(),
                draft.changes(),
                draft.score(),
                draft.before(),
                draft.after(),
                draft.lowerBound(),
                draft.gap(),
                draft.solver(),
                draft.spares());
    }
}
