package dev.berth.optimizer.constraints;

import static org.optaplanner.core.api.score.stream.ConstraintCollectors.conditionally;
import static org.optaplanner.core.api.score.stream.ConstraintCollectors.count;
import static org.optaplanner.core.api.score.stream.ConstraintCollectors.countDistinct;
import static org.optaplanner.core.api.score.stream.ConstraintCollectors.sumLong;
import static org.optaplanner.core.api.score.stream.Joiners.equal;

import dev.berth.optimizer.planning.Quantum;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlacementProblem.CurrentPair;
import dev.berth.optimizer.problem.PlacementProblem.PinnedPair;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.PlacementRule;
import dev.berth.optimizer.score.ScoreLevel;
import org.optaplanner.core.api.score.buildin.bendablelong.BendableLongScore;
import org.optaplanner.core.api.score.stream.Constraint;
import org.optaplanner.core.api.score.stream.ConstraintFactory;
import org.optaplanner.core.api.score.stream.ConstraintProvider;
import org.optaplanner.core.api.score.stream.bi.BiConstraintStream;
import org.optaplanner.core.api.score.stream.uni.UniConstraintStream;

/**
 * What a good placement is. This is the specification; {@link IncrementalPlacementScore} computes the same faster, and a
 * property test holds the two together. Only served quanta are streamed unless a rule says otherwise.
 */
public final class PlacementConstraints implements ConstraintProvider {
    @Override
    public Constraint[] defineConstraints(ConstraintFactory factory) {
        return new Constraint[] {
            baseModelMatches(factory),
            rankIsWithinLimit(factory),
            profileMeetsObjective(factory),
            failedPairIsLeftOut(factory),
            activeAdaptersFitIntoSlots(factory),
            adaptersFitIntoHostMemory(factory),
            podIsWithinCapacity(factory),
            replicasAreWithinMaximum(factory),
            pinnedPairHolds(factory),
            adapterWithDemandIsKept(factory),
            replicasReachMinimum(factory),
            demandIsServed(factory),
            podIsWithinTargetLoad(factory),
            loadRepaysItself(factory),
            podIsNotAddedWithoutNeed(factory),
            loadsAreFew(factory),
            unloadsAreFew(factory),
            podIsWithinBalanceBand(factory),
            rankIsNotWasted(factory),
            replicasAreSpread(factory),
        };
    }

    Constraint baseModelMatches(ConstraintFactory factory) {
        return barred(factory, PairBar.BASE_MODEL, PlacementRule.BASE_MODEL);
    }

    Constraint rankIsWithinLimit(ConstraintFactory factory) {
        return barred(factory, PairBar.RANK, PlacementRule.RANK);
    }

    Constraint profileMeetsObjective(ConstraintFactory factory) {
        return barred(factory, PairBar.PROFILE, PlacementRule.PROFILE);
    }

    Constraint failedPairIsLeftOut(ConstraintFactory factory) {
        return barred(factory, PairBar.EXCLUDED, PlacementRule.EXCLUDED);
    }

    private static Constraint barred(ConstraintFactory factory, PairBar bar, PlacementRule rule) {
        return factory.forEach(Quantum.class)
                .filter(quantum -> quantum.bar() == bar)
                .penalize(one(rule))
                .asConstraint(rule.words());
    }

    Constraint activeAdaptersFitIntoSlots(ConstraintFactory factory) {
        return adapters(factory)
                .groupBy(Quantum::getSeat, Quantum::getModel, count())
                .groupBy((seat, model, quanta) -> seat, sumLong((seat, model, quanta) -> model.slotUse(quanta)))
                .filter((seat, use) -> use > seat.activeMost())
                .penalizeLong(one(PlacementRule.SLOTS), (seat, use) -> use - seat.activeMost())
                .asConstraint(PlacementRule.SLOTS.words());
    }

    Constraint adaptersFitIntoHostMemory(ConstraintFactory factory) {
        return adapters(factory)
                .groupBy(Quantum::getSeat, countDistinct(Quantum::getModel))
                .filter((seat, residents) -> residents > seat.hostRoom())
                .penalize(one(PlacementRule.HOST_MEMORY), (seat, residents) -> residents - seat.hostRoom())
                .asConstraint(PlacementRule.HOST_MEMORY.words());
    }

    Constraint podIsWithinCapacity(ConstraintFactory factory) {
        return podLoads(factory)
                .filter((seat, load) -> load > seat.capacity())
                .penalizeLong(one(PlacementRule.CAPACITY), (seat, load) -> load - seat.capacity())
                .asConstraint(PlacementRule.CAPACITY.words());
    }

    Constraint replicasAreWithinMaximum(ConstraintFactory factory) {
        return adapters(factory)
                .groupBy(Quantum::getModel, countDistinct(Quantum::getSeat))
                .filter((model, replicas) -> model.facts().maxReplicas() > 0
                        && replicas > model.facts().maxReplicas())
                .penalize(
                        one(PlacementRule.MAX_REPLICAS),
                        (model, replicas) -> replicas - model.facts().maxReplicas())
                .asConstraint(PlacementRule.MAX_REPLICAS.words());
    }

    Constraint pinnedPairHolds(ConstraintFactory factory) {
        return factory.forEach(PinnedPair.class)
                .ifNotExists(
                        Quantum.class,
                        equal(PinnedPair::model, Quantum::getModel),
                        equal(PinnedPair::seat, Quantum::getSeat))
                .penalize(one(PlacementRule.PINNED))
                .asConstraint(PlacementRule.PINNED.words());
    }

    Constraint adapterWithDemandIsKept(ConstraintFactory factory) {
        return replicas(factory)
                .filter((model, replicas) -> replicas == 0 && model.facts().kept())
                .penalizeLong(one(PlacementRule.KEPT), (model, replicas) -> ModelLoad.VANISHED_COST)
                .asConstraint(PlacementRule.KEPT.words());
    }

    Constraint replicasReachMinimum(ConstraintFactory factory) {
        return replicas(factory)
                .filter((model, replicas) -> replicas < model.facts().minReplicas())
                .penalizeLong(
                        one(PlacementRule.MIN_REPLICAS),
                        (model, replicas) -> (model.facts().minReplicas() - (long) replicas)
                                * model.facts().urgency())
                .asConstraint(PlacementRule.MIN_REPLICAS.words());
    }

    Constraint demandIsServed(ConstraintFactory factory) {
        return factory.forEachIncludingNullVars(Quantum.class)
                .filter(quantum -> quantum.getSeat() == null)
                .penalizeLong(
                        one(PlacementRule.SERVED), quantum -> quantum.getModel().unservedCost())
                .asConstraint(PlacementRule.SERVED.words());
    }

    Constraint podIsWithinTargetLoad(ConstraintFactory factory) {
        return podLoads(factory)
                .filter((seat, load) -> load > seat.overloadAbove())
                .penalizeLong(one(PlacementRule.OVERLOAD), (seat, load) -> Units.excess(load, seat.overloadAbove()))
                .asConstraint(PlacementRule.OVERLOAD.words());
    }

    Constraint loadRepaysItself(ConstraintFactory factory) {
        return newReplicas(factory)
                .penalizeLong(one(PlacementRule.REPAY), ModelLoad::repay)
                .asConstraint(PlacementRule.REPAY.words());
    }

    Constraint podIsNotAddedWithoutNeed(ConstraintFactory factory) {
        return factory.forEach(Quantum.class)
                .groupBy(Quantum::getSeat)
                .filter(seat -> seat.addedCost() > 0)
                .penalizeLong(one(PlacementRule.COST), PodSeat::addedCost)
                .asConstraint(PlacementRule.COST.words());
    }

    Constraint loadsAreFew(ConstraintFactory factory) {
        return newReplicas(factory)
                .penalizeLong(one(PlacementRule.LOADS), ModelLoad::loadMillis)
                .asConstraint(PlacementRule.LOADS.words());
    }

    Constraint unloadsAreFew(ConstraintFactory factory) {
        return factory.forEach(CurrentPair.class)
                .ifNotExists(
                        Quantum.class,
                        equal(CurrentPair::model, Quantum::getModel),
                        equal(CurrentPair::seat, Quantum::getSeat))
                .penalizeLong(one(PlacementRule.UNLOADS), pair -> ModelLoad.UNLOAD_COST)
                .asConstraint(PlacementRule.UNLOADS.words());
    }

    Constraint podIsWithinBalanceBand(ConstraintFactory factory) {
        return podLoads(factory)
                .filter((seat, load) -> load > seat.balanceAbove())
                .penalizeLong(one(PlacementRule.BALANCE), (seat, load) -> Units.excess(load, seat.balanceAbove()))
                .asConstraint(PlacementRule.BALANCE.words());
    }

    Constraint rankIsNotWasted(ConstraintFactory factory) {
        return adapters(factory)
                .groupBy(Quantum::getModel, Quantum::getSeat)
                .penalizeLong(one(PlacementRule.RANK_WASTE), ModelLoad::rankWaste)
                .asConstraint(PlacementRule.RANK_WASTE.words());
    }

    Constraint replicasAreSpread(ConstraintFactory factory) {
        return adapters(factory)
                .groupBy(Quantum::getModel, countDistinct(Quantum::getSeat), countDistinct(Quantum::zone))
                .penalize(
                        one(PlacementRule.SPREAD),
                        (model, replicas, zones) -> Math.min(replicas, model.zones()) - zones)
                .asConstraint(PlacementRule.SPREAD.words());
    }

    /** Of all adapters, those of which nothing is served as well. */
    private static BiConstraintStream<ModelLoad, Integer> replicas(ConstraintFactory factory) {
        return factory.forEachIncludingNullVars(Quantum.class)
                .filter(quantum -> quantum.getModel().adapter())
                .groupBy(
                        Quantum::getModel,
                        conditionally(quantum -> quantum.getSeat() != null, countDistinct(Quantum::getSeat)));
    }

    private static UniConstraintStream<Quantum> adapters(ConstraintFactory factory) {
        return factory.forEach(Quantum.class)
                .filter(quantum -> quantum.getModel().adapter());
    }

    private static BiConstraintStream<PodSeat, Long> podLoads(ConstraintFactory factory) {
        return factory.forEach(Quantum.class).groupBy(Quantum::getSeat, sumLong(Quantum::load));
    }

    private static BiConstraintStream<ModelLoad, PodSeat> newReplicas(ConstraintFactory factory) {
        return adapters(factory).filter(quantum -> !quantum.serving()).groupBy(Quantum::getModel, Quantum::getSeat);
    }

    private static BendableLongScore one(PlacementRule rule) {
        int level = rule.level().index();
        return rule.level().hard()
                ? BendableLongScore.ofHard(ScoreLevel.HARD_LEVELS, ScoreLevel.SOFT_LEVELS, level, 1)
                : BendableLongScore.ofSoft(
                        ScoreLevel.HARD_LEVELS, ScoreLevel.SOFT_LEVELS, level - ScoreLevel.HARD_LEVELS, 1);
    }
}
