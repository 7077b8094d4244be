package dev.berth.optimizer.constraints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.planning.PlacementSolution;
import dev.berth.optimizer.planning.Quantum;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.optaplanner.core.api.score.stream.Constraint;
import org.optaplanner.core.api.score.stream.ConstraintFactory;
import org.optaplanner.core.api.score.stream.ConstraintStreamImplType;
import org.optaplanner.test.api.score.stream.ConstraintVerifier;

/** One rule at a time, with numbers that the reader can add up. A pod serves ten requests a second. */
class PlacementConstraintsTest {
    private final ConstraintVerifier<PlacementConstraints, PlacementSolution> verifier = ConstraintVerifier.build(
                    new PlacementConstraints(), PlacementSolution.class, Quantum.class)
            .withConstraintStreamImplType(ConstraintStreamImplType.BAVET);
    private final List<Object> facts = new ArrayList<>();
    private PlacementProblem problem;

    private void read(Story story, PlanningTerms terms) {
        problem = ProblemReader.read(story.inputs(), terms, 180_000);
    }

    private void read(Story story) {
        read(story, PlanningTerms.DEFAULTS);
    }

    private ModelLoad model(String name) {
        return problem.models().stream()
                .filter(m -> m.model().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private PodSeat pod(int number) {
        return problem.seats().get(number - 1);
    }

    /** So many quanta of a model on a pod; pod 0 is none. */
    private void put(int quanta, String model, int pod) {
        for (int i = 0; i < quanta; i++) {
            facts.add(new Quantum(facts.size(), model(model), pod == 0 ? null : pod(pod)));
        }
    }

    private void penalizes(BiFunction<PlacementConstraints, ConstraintFactory, Constraint> rule, long by) {
        verifier.verifyThat(rule).given(facts.toArray()).penalizesBy(by);
    }

    @Test
    void everyQuantumOnAPodOfAnotherBaseModelCounts() {
        read(Story.of(1).adapter("other", "qwen", 16, "standard", 1, 0, 0));
        put(2, "other", 1);
        penalizes(PlacementConstraints::baseModelMatches, 2);
    }

    @Test
    void everyQuantumOfTooHighARankCounts() {
        read(Story.of(1).adapter("big", 128, "standard", 1, 0, 0).adapter("fits", 64, "standard", 1, 0, 0));
        put(3, "big", 1);
        put(3, "fits", 1);
        penalizes(PlacementConstraints::rankIsWithinLimit, 3);
    }

    @Test
    void everyQuantumOnAPodWhereLoadingFailedCounts() {
        read(Story.of(2).adapter("a").failed("a", "pod-1", Story.NOW + 1, "no such file"));
        put(2, "a", 1);
        put(2, "a", 2);
        penalizes(PlacementConstraints::failedPairIsLeftOut, 2);
    }

    @Test
    void inStrictModeEveryHotAdapterTakesASlot() {
        Story story = Story.of(1).slots(2, 8).adapter("a").adapter("b").adapter("c");
        read(story, PlanningTerms.DEFAULTS.with(t -> t.slots("strict")));
        put(5, "a", 1);
        put(1, "b", 1);
        put(1, "c", 1);
        penalizes(PlacementConstraints::activeAdaptersFitIntoSlots, 1_000);
    }

    @Test
    void otherwiseAnAdapterTakesTheSlotForTheTimeThatItIsExpectedToBeActive() {
        // One request a second that takes one second: busy with probability 1 - e^-1 = 0.632 if all of it is here.
        Story story =
                Story.of(2).slots(1, 8).adapter("a").adapter("b").asked("a", 1).asked("b", 1);
        read(story);
        put(2, "a", 1);
        put(2, "b", 1);
        penalizes(PlacementConstraints::activeAdaptersFitIntoSlots, 632 + 632 - 1_000);
    }

    @Test
    void whereSlotsAreShortPodsShareThemInTurnAndNoneTakesMuchMoreThanItsShare() {
        // Four adapters, each active for 0.632 of the time, on two pods of a slot: 1.264 each, with the band 1.58.
        Story story = Story.of(2).slots(1, 8);
        List.of("a", "b", "c", "d").forEach(name -> story.adapter(name).asked(name, 1));
        read(story);
        assertThat(pod(1).activeMost()).isEqualTo(1_580);
        put(2, "a", 1);
        put(2, "b", 1);
        penalizes(PlacementConstraints::activeAdaptersFitIntoSlots, 0);
        put(2, "c", 1);
        penalizes(PlacementConstraints::activeAdaptersFitIntoSlots, 3 * 632 - 1_580);
    }

    @Test
    void adaptersBeyondHostMemoryCountButBaseModelsDoNot() {
        read(Story.of(1).slots(1, 2).adapter("a").adapter("b").adapter("c").asked(Story.BASE, 1));
        put(1, "a", 1);
        put(1, "b", 1);
        put(1, "c", 1);
        put(1, Story.BASE, 1);
        penalizes(PlacementConstraints::adaptersFitIntoHostMemory, 1);
    }

    @Test
    void loadBeyondCapacityCounts() {
        read(Story.of(1).adapter("a").asked("a", 12)); // 1.2 pods in 24 quanta
        put(24, "a", 1);
        penalizes(PlacementConstraints::podIsWithinCapacity, 2_000);
    }

    @Test
    void replicasBeyondTheMaximumCount() {
        read(Story.of(3).adapter("a", 16, "standard", 1, 2, 0));
        put(1, "a", 1);
        put(1, "a", 2);
        put(1, "a", 3);
        penalizes(PlacementConstraints::replicasAreWithinMaximum, 1);
    }

    @Test
    void aPinnedPairThatDoesNotHoldCounts() {
        read(Story.of(2).adapter("a").pinned("a", "pod-2"));
        facts.addAll(problem.pinnedPairs());
        put(1, "a", 1);
        penalizes(PlacementConstraints::pinnedPairHolds, 1);
        put(1, "a", 2);
        penalizes(PlacementConstraints::pinnedPairHolds, 0);
    }

    @Test
    void missingReplicasCountByUrgencyEvenOfAnAdapterThatIsNowhere() {
        // Urgency is 100 for each unit of class weight, and priority on top: interactive 4, standard 2.
        Story story = Story.of(3).adapter("chat", 16, "interactive", 3, 0, 5).adapter("docs", 16, "standard", 1, 0, 0);
        read(story);
        put(1, "chat", 1);
        put(1, "chat", 0);
        put(1, "docs", 0);
        penalizes(PlacementConstraints::replicasReachMinimum, 2 * 405 + 200);
    }

    @Test
    void anAdapterWithDemandThatVanishesCountsMoreThanAnyMissingReplica() {
        read(Story.of(2)
                .adapter("kept")
                .adapter("idle")
                .adapter("comer")
                .asked("kept", 1)
                .asked("comer", 1)
                .registered("pod-1", "kept", "idle"));
        put(2, "kept", 0);
        put(1, "idle", 0);
        put(2, "comer", 0);
        penalizes(PlacementConstraints::adapterWithDemandIsKept, 1_000_000);
        put(1, "kept", 2);
        penalizes(PlacementConstraints::adapterWithDemandIsKept, 0);
    }

    @Test
    void everyQuantumOnAPodWhoseProfileMeetsTheObjectiveForNoLengthCounts() {
        Story story = Story.of(1).adapter("a").asked("a", 1);
        PlanInputs in = story.inputs();
        problem = ProblemReader.read(
                new PlanInputs(
                        in.catalog(),
                        in.fleet(),
                        in.ledger(),
                        in.control(),
                        in.demand(),
                        Map.of(Story.DEPLOYMENT, Story.profile(Story.DEPLOYMENT, Story.BASE, 0)),
                        null,
                        in.nowMillis()),
                PlanningTerms.DEFAULTS,
                180_000);
        put(2, "a", 1);
        penalizes(PlacementConstraints::profileMeetsObjective, 2);
    }

    @Test
    void unservedLoadCountsByUrgency() {
        read(Story.of(1).adapter("chat", 16, "interactive", 1, 0, 0).asked("chat", 1)); // 0.1 pods in 2 quanta
        put(1, "chat", 1);
        put(1, "chat", 0);
        penalizes(PlacementConstraints::demandIsServed, 500 * 400);
    }

    @Test
    void loadBeyondTheTargetCountsMoreThanInProportion() {
        read(Story.of(2).adapter("a").asked("a", 18)); // 36 quanta of 0.05 pods
        put(18, "a", 1); // 0.9 pods: 0.1 beyond target
        put(16, "a", 2); // 0.8 pods: just on target
        penalizes(PlacementConstraints::podIsWithinTargetLoad, 1_000 + 1_000);
    }

    @Test
    void aLoadCountsTheOverloadThatItMustRemove() {
        // 100 ms of engine time in 60 s are 16.7 ten-thousandths of a pod.
        read(Story.of(2).adapter("a").asked("a", 1).registered("pod-1", "a"));
        put(1, "a", 1);
        put(2, "a", 2);
        penalizes(PlacementConstraints::loadRepaysItself, 17);
    }

    @Test
    void onlyPodsThatWouldHaveToBeStartedCost() {
        read(Story.of(2).adapter("a"));
        PodSeat running = pod(1);
        PodSeat added =
                new PodSeat(1, running.id(), "d", 0, Story.BASE, 0, 8, 8_000, 32, 64, 10_000, 8_000, 5_000, 150);
        facts.add(new Quantum(0, model("a"), running));
        facts.add(new Quantum(1, model("a"), added));
        facts.add(new Quantum(2, model("a"), added));
        penalizes(PlacementConstraints::podIsNotAddedWithoutNeed, 150);
    }

    @Test
    void aLoadCountsItsEngineTimeOncePerPod() {
        read(Story.of(3).adapter("a").asked("a", 2).registered("pod-1", "a"));
        put(1, "a", 1);
        put(2, "a", 2);
        put(1, "a", 3);
        penalizes(PlacementConstraints::loadsAreFew, 100 + 100);
    }

    @Test
    void whatIsInHostMemoryAlreadyCostsItsSlotOnly() {
        // pod-2 holds it as a spare copy: 5 ms into a slot; pod-3 does not: 95 ms from disk as well.
        Story story = Story.of(3).adapter("a").asked("a", 2).placed("a", "pod-1");
        read(story.registered("pod-2", "a"));
        put(1, "a", 1);
        put(1, "a", 2);
        put(1, "a", 3);
        penalizes(PlacementConstraints::loadsAreFew, 5 + 100);
    }

    @Test
    void anUnloadCountsNextToNothing() {
        read(Story.of(2).adapter("a").registered("pod-1", "a").registered("pod-2", "a"));
        facts.addAll(problem.currentPairs());
        put(1, "a", 2);
        penalizes(PlacementConstraints::unloadsAreFew, 1);
    }

    @Test
    void loadBeyondTheBalanceBandCounts() {
        read(Story.of(2).adapter("a").asked("a", 10)); // mean 0.5, band up to 0.55
        put(13, "a", 1); // 0.65
        put(7, "a", 2);
        penalizes(PlacementConstraints::podIsWithinBalanceBand, 1_000 + 1_000);
    }

    @Test
    void aLowRankWastesAPodPaddedToAHighOne() {
        read(Story.of(2).adapter("small", 8, "standard", 1, 0, 0).adapter("large", 64, "standard", 1, 0, 0));
        put(2, "small", 1); // 8 could be doubled three times within 64
        put(1, "large", 2);
        penalizes(PlacementConstraints::rankIsNotWasted, 3);
    }

    @Test
    void replicasInOneZoneCountIfAnotherIsFree() {
        read(Story.of(4).adapter("a", 16, "standard", 2, 0, 0)); // pods 1 and 3 are in zone a
        put(1, "a", 1);
        put(1, "a", 3);
        penalizes(PlacementConstraints::replicasAreSpread, 1);
        put(1, "a", 2);
        penalizes(PlacementConstraints::replicasAreSpread, 0);
    }

    @Test
    void theAnnotatedNumberOfSoftLevelsIsTheRulesOwn() {
        assertThat(ScoreLevel.SOFT_LEVELS).isEqualTo(7);
    }
}
