package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PublishTerms;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.PlacementRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds for every policy on every fleet. */
class EveryPlacementTest {
    private static final SearchBudget SHORT = new SearchBudget(1, 500);

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(Placements.names());
    }

    private static Placement place(String name, PlacementProblem problem) {
        return Placements.named(name, SHORT).place(problem, 7).placement();
    }

    /** Who is where at which share, in words that two problems share. */
    private static List<String> words(Placement placement) {
        List<String> words = new ArrayList<>();
        for (ModelLoad model : placement.problem().models()) {
            for (PodSeat seat : placement.problem().seats()) {
                if (placement.count(model, seat) > 0) {
                    words.add(
                            "%s on %s: %d of %d".formatted(model, seat, placement.count(model, seat), model.quanta()));
                }
            }
        }
        return words;
    }

    @Property(tries = 100)
    void theHardRulesHold(@ForAll("names") String name, @ForAll @IntRange(max = 1_000_000) int seed) {
        PlacementProblem problem = RandomFleet.problem(new RandomFleet(seed).inputs(false));
        Occupancy occupancy = place(name, problem).occupancy();

        for (PlacementRule rule :
                List.of(PlacementRule.BASE_MODEL, PlacementRule.RANK, PlacementRule.PROFILE, PlacementRule.EXCLUDED)) {
            assertThat(occupancy.violation(rule)).as(rule.words()).isZero();
        }
        assertThat(occupancy.violation(PlacementRule.PINNED)).as("pinned pairs").isZero();
        for (PodSeat seat : problem.seats()) {
            int pinned = (int) problem.pinnedPairs().stream()
                    .filter(pair -> pair.seat().equals(seat))
                    .count();
            assertThat(occupancy.residents(seat))
                    .as("adapters on " + seat)
                    .isLessThanOrEqualTo(Math.max(seat.hostRoom(), pinned));
        }
    }

    @Property(tries = 100)
    void demandIsServedOrUnservedAndLeftOutOnlyForWantOfRoom(
            @ForAll("names") String name, @ForAll @IntRange(max = 1_000_000) int seed) {
        Placement placement = place(name, RandomFleet.problem(new RandomFleet(seed).inputs(false)));
        Occupancy occupancy = placement.occupancy();

        for (ModelLoad model : placement.problem().models()) {
            assertThat(placement.served(model) + occupancy.unserved(model)).isEqualTo(model.quanta());
            if (!Placements.named(name).traits().weighed() && occupancy.unserved(model) > 0) {
                assertThat(placement.served(model))
                        .as("a rival serves all of a model or nothing")
                        .isZero();
                assertThat(placement.problem().seats())
                        .as("every pod that may hold " + model + " is full")
                        .allMatch(s -> !model.allowed(s) || occupancy.residents(s) >= s.hostRoom());
            }
        }
    }

    @Property(tries = 60)
    void equalInputsInAnyOrderGiveEqualPlacements(
            @ForAll("names") String name, @ForAll @IntRange(max = 1_000_000) int seed) {
        RandomFleet fleet = new RandomFleet(seed);

        List<String> once = words(place(name, RandomFleet.problem(fleet.inputs(false))));

        assertThat(words(place(name, RandomFleet.problem(fleet.inputs(false))))).isEqualTo(once);
        assertThat(words(place(name, RandomFleet.problem(fleet.inputs(true))))).isEqualTo(once);
    }

    /**
     * No flapping: asked again on the same demand, with its own plan in force, a policy comes to rest. Not so a cache that is
     * too small for what is asked for, which drops and loads for ever: that is how multiplexing works.
     */
    @Property(tries = 100)
    void itsOwnPlanInForceIsKept(@ForAll("names") String name, @ForAll @IntRange(max = 1_000_000) int seed) {
        PlacementPolicy policy = Placements.named(name, SHORT);
        assumeThat(policy.traits().weighed() || name.equals("multiplex")).isFalse();
        PlanMaker maker = new PlanMaker(policy, PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);
        PlanInputs in = new RandomFleet(seed).inputs(false);
        Decision decision = maker.decide(in, new PlanMaker.Trigger("first", true), 7, 0);
        assumeThat(decision).isNotInstanceOf(Decision.NotReady.class);
        int published = 0;
        while (decision instanceof Decision.Publish publish && published <= 6) {
            published++;
            in = in.withCurrent(publish.draft());
            decision = maker.decide(in, new PlanMaker.Trigger("again", true), 7, 0);
        }
        assertThat(published).as("plans until it rests").isLessThanOrEqualTo(6);
    }

    @Test
    void everyNameIsItsPolicysOwnAndRegisterEverywhereStandsFirst() {
        assertThat(Placements.names()).hasSize(19).startsWith("register-everywhere");
        for (String name : Placements.names()) {
            assertThat(Placements.named(name).name()).isEqualTo(name);
        }
    }

    @Test
    void whatDoesNotLookAtDemandDoesNotFollowIt() {
        TreeSet<String> blind = new TreeSet<>();
        for (String name : Placements.names()) {
            PolicyTraits traits = Placements.named(name).traits();
            if (traits.demand() == PolicyTraits.Foresight.NONE) {
                assertThat(traits.followsDemand()).isFalse();
                blind.add(name);
            }
        }
        assertThat(blind)
                .containsExactly(
                        "bin-pack",
                        "even-dispatch",
                        "even-full",
                        "first-n",
                        "least-adapters",
                        "random",
                        "register-everywhere",
                        "rendezvous-1",
                        "rendezvous-2");
    }

    /** A policy that says that it does not look at demand is given another demand, and places the same. */
    @Property(tries = 40)
    void theBlindReallyAreBlind(@ForAll("names") String name, @ForAll @IntRange(max = 1_000_000) int seed) {
        assumeThat(Placements.named(name).traits().demand()).isEqualTo(PolicyTraits.Foresight.NONE);
        PlanInputs in = new RandomFleet(seed).inputs(false);
        PlanInputs silent = new PlanInputs(
                in.catalog(), in.fleet(), in.ledger(), in.control(), Map.of(), in.profiles(), null, in.nowMillis());

        assertThat(hosts(place(name, RandomFleet.problem(silent))))
                .isEqualTo(hosts(place(name, RandomFleet.problem(in))));
    }

    private static List<String> hosts(Placement placement) {
        List<String> hosts = new ArrayList<>();
        placement.problem().models().stream()
                .filter(ModelLoad::adapter)
                .forEach(model -> placement.problem().seats().stream()
                        .filter(seat -> placement.count(model, seat) > 0)
                        .forEach(seat -> hosts.add(model + " on " + seat)));
        return hosts;
    }

    @Test
    void aMistypedNameIsOneSentenceWithTheNearestAndAll() {
        assertThatThrownBy(() -> Placements.named("rendevous-2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no placement policy is called 'rendevous-2'; did you mean 'rendezvous-2'?; there are "
                        + String.join(", ", Placements.names()));
    }
}
