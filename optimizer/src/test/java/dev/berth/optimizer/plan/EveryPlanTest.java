package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.problem.Units;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of any plan, for any fleet and demand. */
class EveryPlanTest {
    private static final long STALE = 180_000;

    /** Fleets that a property once failed for: the only copy's place was given to an adapter that came from elsewhere. */
    private static final int[] ONCE_BROKEN = {122_922, 572, 1_257};

    /** Shares are written down as ten-thousandths. */
    private static final double WRITTEN = 1e-4;

    private static Optional<PlacementPlan> plan(PlanInputs in, PlanningTerms terms) {
        PlanMaker maker = new PlanMaker(new OptaPlannerPolicy(50), terms, PublishTerms.DEFAULTS, () -> 0);
        Decision decision = maker.decide(in, new PlanMaker.Trigger("asked", false), 1, 0);
        return decision instanceof Decision.Publish publish
                ? Optional.of(publish.draft().withVersion(new Version(2, 1)))
                : Optional.empty();
    }

    @Property(tries = 60)
    void noPlanBreaksAHardRuleDropsALastCopyOrMovesWhatIsPinned(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        everythingHolds(seed);
    }

    @Example
    void whatOnceDidNotHold() {
        IntStream.of(ONCE_BROKEN).forEach(EveryPlanTest::everythingHolds);
    }

    private static void everythingHolds(int seed) {
        Random random = new Random(seed);
        Story story = story(random);
        PlanningTerms terms = PlanningTerms.DEFAULTS.with(t -> t.slots(random.nextInt(3) == 0 ? "strict" : "expected"));
        for (int round = 0; round < 3; round++) {
            PlanInputs in = story.inputs();
            plan(in, terms).ifPresent(plan -> {
                rulesHold(in, terms, plan);
                nothingVanishes(in, terms, plan);
                pinsHold(in, terms, plan);
                follow(story, plan);
            });
            shift(story, random);
        }
    }

    @Property(tries = 15)
    void documentsInAnotherOrderGiveTheSamePlan(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        Story story = story(new Random(seed));

        assertThat(plan(story.shuffledInputs(), PlanningTerms.DEFAULTS).map(Json::write))
                .isEqualTo(plan(story.inputs(), PlanningTerms.DEFAULTS).map(Json::write));
    }

    private static Story story(Random random) {
        int pods = 1 + random.nextInt(5);
        int slots = 1 + random.nextInt(4);
        Story story = Story.of(pods).slots(slots, slots + random.nextInt(6));
        String[] classes = {"interactive", "standard", "batch"};
        int adapters = 1 + random.nextInt(12);
        story.asked(Story.BASE, random.nextBoolean() ? 0 : random.nextDouble() * 8);
        for (int i = 0; i < adapters; i++) {
            String name = "a" + i;
            int min = 1 + random.nextInt(2);
            story.adapter(
                    name,
                    random.nextInt(9) == 0 ? "qwen" : Story.BASE,
                    8 << random.nextInt(5),
                    classes[random.nextInt(3)],
                    min,
                    random.nextInt(3) > 0 ? 0 : min + random.nextInt(2),
                    0);
            story.asked(name, random.nextInt(4) == 0 ? 0 : random.nextDouble() * 8 / (1 + random.nextInt(8)));
            if (random.nextInt(8) == 0) {
                story.failed(name, "pod-" + (1 + random.nextInt(pods)), Story.NOW + 1_000_000, "");
            }
        }
        if (random.nextInt(3) == 0) {
            story.pinned("a0", "pod-1");
        }
        return story;
    }

    /** The actuator does what the plan says. */
    private static void follow(Story story, PlacementPlan plan) {
        story.inForce(plan);
        for (PodState pod : story.fleet().pods()) {
            story.registered(
                    pod.id().pod(),
                    plan.assignments().entrySet().stream()
                            .filter(e ->
                                    e.getValue().stream().anyMatch(a -> a.pod().equals(pod.id())))
                            .map(Map.Entry::getKey)
                            .filter(model -> !model.equals(Story.BASE))
                            .toArray(String[]::new));
        }
    }

    private static void shift(Story story, Random random) {
        story.later(30_000);
        for (AdapterSpec adapter : story.catalog().adapters()) {
            if (random.nextInt(3) == 0) {
                story.asked(adapter.name(), random.nextDouble() * 8 / (1 + random.nextInt(8)));
            }
        }
        if (random.nextInt(4) == 0) {
            story.restarted("pod-1", "later-" + random.nextInt(1_000));
        }
    }

    private static void rulesHold(PlanInputs in, PlanningTerms terms, PlacementPlan plan) {
        PlacementProblem problem = ProblemReader.read(in, terms, STALE);
        DeploymentSpec spec = in.catalog().deployments().get(0);
        for (PodSeat seat : problem.seats()) {
            int residents = 0;
            double slots = 0;
            double load = 0;
            double rounded = 0;
            for (ModelLoad model : problem.models()) {
                Optional<Assignment> there = on(plan, model.model(), seat);
                if (there.isEmpty()) {
                    continue;
                }
                assertThat(model.allowed(seat)).as(model + " on " + seat).isTrue();
                double served = there.get().weight() * (1 - unserved(plan, model.model()));
                residents += model.adapter() ? 1 : 0;
                slots += slotsOf(model, served) / Units.SLOT;
                load += served * Units.pods(model.load(seat));
                rounded += roundedAway(model, seat);
            }
            assertThat(residents).as("host memory of " + seat).isLessThanOrEqualTo(spec.maxCpuLoras());
            assertThat(load).as("load of " + seat).isLessThanOrEqualTo(1 + rounded);
            assertThat(slots).as("slots of " + seat).isLessThanOrEqualTo(mostSlots(problem, terms, spec.maxLoras()));
        }
        for (ModelLoad model : problem.models()) {
            int most = model.facts().maxReplicas();
            assertThat(most == 0
                            || plan.assignments()
                                            .getOrDefault(model.model(), List.of())
                                            .size()
                                    <= most)
                    .as("replicas of " + model)
                    .isTrue();
        }
    }

    /** All of a pod's, or a quarter more than its share where all adapters, each on one pod, want as many or more. */
    private static double mostSlots(PlacementProblem problem, PlanningTerms terms, int slots) {
        double active = problem.models().stream()
                .filter(model -> model.facts().baseModel().equals(Story.BASE))
                .mapToDouble(model -> (model.slotUseOf(1) + 1) / (double) Units.SLOT)
                .sum();
        return terms.strictSlots()
                ? slots
                : Math.max(slots, terms.slotBand() * active / problem.seats().size());
    }

    /**
     * Slots that a share takes at least: weights and what is unserved are written down to a ten-thousandth each, and a slot's
     * use is counted in thousandths.
     */
    private static double slotsOf(ModelLoad model, double served) {
        return served <= 0 ? 0 : Math.max(0, model.slotUseOf(Math.max(0, served - 2 * WRITTEN)) - 1);
    }

    /** Pods that a model's load on a pod may be more than it was judged: its quanta are whole, its shares are written down. */
    private static double roundedAway(ModelLoad model, PodSeat seat) {
        return 0.5 * model.quanta() / Units.POD + 2 * WRITTEN * Units.pods(model.load(seat));
    }

    private static double unserved(PlacementPlan plan, String model) {
        return plan.unserved().stream()
                .filter(u -> u.model().equals(model))
                .mapToDouble(PlacementPlan.Unserved::share)
                .sum();
    }

    private static void nothingVanishes(PlanInputs in, PlanningTerms terms, PlacementPlan plan) {
        PlacementProblem problem = ProblemReader.read(in, terms, STALE);
        for (ModelLoad model : problem.models()) {
            boolean there = problem.seats().stream().anyMatch(s -> model.current(s) && model.allowed(s));
            if (model.adapter() && there && model.facts().ratePerSecond() > 0) {
                assertThat(plan.assignments()).as("a copy of " + model).containsKey(model.model());
            }
        }
    }

    private static void pinsHold(PlanInputs in, PlanningTerms terms, PlacementPlan plan) {
        PlacementProblem problem = ProblemReader.read(in, terms, STALE);
        problem.pinnedPairs().forEach(pair -> assertThat(on(plan, pair.model().model(), pair.seat()))
                .as(pair.toString())
                .isPresent());
    }

    private static Optional<Assignment> on(PlacementPlan plan, String model, PodSeat seat) {
        return plan.assignments().getOrDefault(model, List.of()).stream()
                .filter(a -> a.pod().equals(seat.id()))
                .findFirst();
    }
}
