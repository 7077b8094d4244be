package dev.berth.optimizer.plan;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.PlanChange.Kind;
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
import java.util.List;
import java.util.Map;
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
    private final LongSupplier nanos;

    /**
     * @param nanos a clock for durations, nanoseconds
     */
    public PlanMaker(PlacementPolicy policy, PlanningTerms terms, PublishTerms publish, LongSupplier nanos) {
        this.policy = policy;
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
        PlacementProblem problem = ProblemReader.read(in, terms, publish.staleMillis());
        Placement asItIs = PlacementStart.asItIs(problem, unservedShares(in));
        long start = nanos.getAsLong();
        PlacementPolicy.Result result = policy.place(problem, seed);
        double seconds = (nanos.getAsLong() - start) / 1e9;
        Drafts drafts =
                new Drafts(in, asItIs, new PlacementPlan.SolverRun(trigger.sentence(), seed, result.steps(), seconds));
        return policy.traits().weighed()
                ? weigh(in, drafts, result.placement())
                : takeAsItIs(in, drafts.ofRival(result.placement()));
    }

    static Map<String, Double> unservedShares(PlanInputs in) {
        Map<String, Double> shares = new TreeMap<>();
        in.currentPlan().ifPresent(plan -> plan.unserved().forEach(u -> shares.put(u.model(), u.share())));
        return shares;
    }

    /**
     * An earlier plan's placement once more, on the pods that there are now; see {@link EarlierPlan}.
     *
     * @param in with a catalog and a fleet
     * @param why who wants it back, and why
     */
    public PlacementPlan again(PlanInputs in, PlacementPlan earlier, String why) {
        return new EarlierPlan(in, earlier).draft(terms, publish.staleMillis(), why);
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

    /**
     * A better placement is published if it is worth its moves; if it is not, the one in force stays, and may still get spare
     * copies where there is room for them.
     */
    private Decision weigh(PlanInputs in, Drafts drafts, Placement found) {
        PlacementPlan draft = drafts.ofOurs(found);
        if (in.current() == null) {
            return new Decision.Publish("there was no plan", draft);
        }
        Decision decision = weigh(in, drafts.before(), found.occupancy(), draft);
        if (decision instanceof Decision.Keep && drafts.before().standing().feasible()) {
            PlacementPlan spares = drafts.withSparesOnly();
            if (spares.changes().stream().anyMatch(PlanMaker::moves)) {
                return new Decision.Publish("spare copies have room", spares);
            }
        }
        return decision;
    }

    /** Whether something is loaded or unloaded. */
    private static boolean moves(PlanChange change) {
        return change.kind() == Kind.LOAD || change.kind() == Kind.UNLOAD;
    }

    /** Churn pays only for what is above it in the score; what is below it must be worth a plan for free. */
    private Decision weigh(PlanInputs in, Occupancy before, Occupancy after, PlacementPlan draft) {
        boolean scales = draft.changes().stream().anyMatch(c -> c.kind() == Kind.SCALE);
        if (scales) {
            return new Decision.Publish("pods are short", draft);
        }
        boolean changes = draft.changes().stream().anyMatch(c -> c.kind() != Kind.REWEIGHT);
        double reweight = PlanChanges.largestReweight(draft.changes());
        boolean sameUnserved = PlanChanges.sameUnserved(in.current(), draft.unserved());
        if (!changes && reweight < publish.leastReweight() && sameUnserved) {
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
        if (!loads && changes && age >= publish.idleUnloadSeconds()) {
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
                draft.notes());
    }
}
