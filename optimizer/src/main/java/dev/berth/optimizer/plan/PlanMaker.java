package dev.berth.optimizer.plan;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
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

    /** Whether there is a quicker answer to an event than {@link #decide}. */
    public boolean answersFirst() {
        return policy.firstAnswer() != policy;
    }

    /** A decision within a second, to be gone on from by {@link #decide}. */
    public Decision firstAnswer(PlanInputs in, Trigger trigger, long seed, long startedMillis) {
        return decide(policy.firstAnswer(), in, trigger, seed, startedMillis);
    }

    /**
     * @param startedMillis since when the planner has been looking, to say how long something has been missing
     * @throws CancellationException if the thread was interrupted while it searched; nothing is remembered of that search
     */
    public Decision decide(PlanInputs in, Trigger trigger, long seed, long startedMillis) {
        return decide(policy, in, trigger, seed, startedMillis);
    }

    private Decision decide(PlacementPolicy searching, PlanInputs in, Trigger trigger, long seed, long startedMillis) {
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
        long start = nanos.getAsLong();
        Set<String> leaving = pods.leaving(in);
        Looked looked = look(searching, in, leaving, seed);
        PodCounts.Wanted wanted = pods.wanted(in, looked.found().occupancy());
        boolean givenUp = !leaving.containsAll(wanted.without());
        if (givenUp) {
            Looked others = look(searching, in, wanted.without(), seed);
            givenUp = PodCounts.sparesWell(Drafts.allowed(in, others.found()).occupancy());
            wanted = givenUp ? wanted : pods.refused(wanted, in);
            looked = (givenUp ? others : looked).steps(looked.steps() + others.steps());
        }
        boolean takenBack = !givenUp && !wanted.without().equals(leaving);
        if (takenBack) {
            Looked back = look(searching, in, wanted.without(), seed);
            looked = back.steps(looked.steps() + back.steps());
        }
        double seconds = (nanos.getAsLong() - start) / 1e9;
        Drafts drafts = new Drafts(
                in,
                looked.asItIs(),
                pods.today(in),
                new PlacementPlan.SolverRun(trigger.sentence(), seed, looked.steps(), seconds));
        return policy.traits().weighed()
                ? weigh(in, drafts, looked.found(), wanted, givenUp || (takenBack && Drafts.unlimited(in)))
                : takeAsItIs(in, drafts.ofRival(looked.found()));
    }

    /** What a search found on some of the pods. */
    private record Looked(Placement asItIs, Placement found, long steps) {
        Looked steps(long all) {
            return new Looked(asItIs, found, all);
        }
    }

    private Looked look(PlacementPolicy searching, PlanInputs in, Set<String> without, long seed) {
        PlacementProblem problem = ProblemReader.read(PodCounts.without(without, in), terms, publish.staleMillis());
        PlacementPolicy.Result result = searching.place(problem, seed);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the search was abandoned");
        }
        return new Looked(PlacementStart.asItIs(problem, unservedShares(in)), result.placement(), result.steps());
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
        return new EarlierPlan(in, earlier, terms, publish.staleMillis()).draft(why);
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
     * copies where there is room for them, and another word on the number of pods.
     *
     * @param otherPods whether a pod is given up, and nothing can stay as it is, or is taken back and may be filled at once
     */
    private Decision weigh(PlanInputs in, Drafts drafts, Placement found, PodCounts.Wanted wanted, boolean otherPods) {
        Placement allowed = Drafts.allowed(in, found);
        PlacementPlan draft = drafts.ofOurs(allowed, wanted);
        if (in.current() == null) {
            return new Decision.Publish("there was no plan", draft);
        }
        if (otherPods) {
            return new Decision.Publish("a pod is given up, or taken back", draft);
        }
        Decision decision = weigh(in, drafts.before(), allowed.occupancy(), draft);
        if (decision instanceof Decision.Publish) {
            return decision;
        }
        if (drafts.before().standing().feasible()) {
            PlacementPlan spares = drafts.withSparesOnly(wanted);
            if (spares.changes().stream().anyMatch(PlanMaker::moves)) {
                return new Decision.Publish("spare copies have room", spares);
            }
        }
        boolean scales = draft.changes().stream().anyMatch(c -> c.kind() == Kind.SCALE);
        if (scales || !draft.spares().equals(in.current().spares())) {
            return new Decision.Publish(
                    scales ? "another number of pods" : "other pods could be spared", drafts.withPodsOnly(wanted));
        }
        return decision;
    }

    /** Whether something is loaded or unloaded. */
    private static boolean moves(PlanChange change) {
        return change.kind() == Kind.LOAD || change.kind() == Kind.UNLOAD;
    }

    /**
     * Churn pays only for what is above it in the score; what is below it must be worth a plan for free. What is too small to
     * tell from the plan in force is no reason for another, but where that breaks a rule: a pod beyond its capacity is
     * brought back by leaving out less than would otherwise count as a difference.
     */
    private Decision weigh(PlanInputs in, Occupancy before, Occupancy after, PlacementPlan draft) {
        boolean changes = draft.changes().stream().anyMatch(c -> c.kind() != Kind.REWEIGHT && c.kind() != Kind.SCALE);
        double reweight = PlanChanges.largestReweight(draft.changes());
        boolean sameUnserved = PlanChanges.sameUnserved(in.current(), draft.unserved());
        boolean mends = after.violation(ScoreLevel.RULES) < before.violation(ScoreLevel.RULES);
        if (!mends && !changes && reweight < publish.leastReweight() && sameUnserved) {
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
}
