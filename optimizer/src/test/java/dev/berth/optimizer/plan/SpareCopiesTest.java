package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Copies beyond those that the load needs. A pod serves ten requests a second. */
class SpareCopiesTest {
    private static final PlanMaker.Trigger ASKED = new PlanMaker.Trigger("asked for once", false);

    private static Decision decide(PlanInputs in, PlanningTerms terms) {
        return new PlanMaker(new OptaPlannerPolicy(1_000), terms, PublishTerms.DEFAULTS, () -> 0)
                .decide(in, ASKED, 1, 0);
    }

    private static PlacementPlan published(PlanInputs in, PlanningTerms terms) {
        Decision decision = decide(in, terms);
        assertThat(decision).isInstanceOf(Decision.Publish.class);
        return ((Decision.Publish) decision).draft().withVersion(new Version(1, 1));
    }

    private static PlacementPlan published(PlanInputs in) {
        return published(in, PlanningTerms.DEFAULTS);
    }

    private static int copies(PlacementPlan plan, String adapter) {
        return plan.assignments().getOrDefault(adapter, List.of()).size();
    }

    private static long adaptersOn(PlacementPlan plan, String pod) {
        return plan.assignments().values().stream()
                .flatMap(List::stream)
                .filter(a -> a.pod().pod().equals(pod))
                .count();
    }

    @Test
    void whereHostMemoryHoldsAllEveryAdapterIsEverywhere() {
        Story story =
                Story.of(4).adapter("hot").adapter("cold").asked("hot", 14).asked("cold", 0.5);

        PlacementPlan plan = published(story.inputs());

        assertThat(copies(plan, "hot")).isEqualTo(4);
        assertThat(copies(plan, "cold")).isEqualTo(4);
        assertThat(plan.assignments().get("cold").stream()
                        .filter(a -> a.weight() > 0)
                        .count())
                .as("planned traffic stays where the load is")
                .isEqualTo(1);
    }

    @Test
    void placesGoToWhoIsAskedForMostOneCopyMoreForTwiceTheDemand() {
        // 8 pods of 4 places, of which 1 is kept free: 24 places. 4 : 2 : 1 of demand.
        Story story = Story.of(8).slots(4, 4);
        for (int i = 0; i < 3; i++) {
            story.adapter("a" + i).asked("a" + i, 0.4 / (1 << i));
        }
        for (int i = 3; i < 6; i++) {
            story.adapter("a" + i).asked("a" + i, 0.4 / (1 << (i - 3)));
        }

        PlacementPlan plan = published(story.inputs());

        for (String two : List.of("a0", "a3")) {
            assertThat(copies(plan, two)).as(two).isEqualTo(5);
        }
        for (String one : List.of("a1", "a4")) {
            assertThat(copies(plan, one)).as(one).isEqualTo(4);
        }
        for (String none : List.of("a2", "a5")) {
            assertThat(copies(plan, none)).as(none).isEqualTo(3);
        }
    }

    @Test
    void theFirstSpareCopyIsInAnotherZone() {
        Story story = Story.of(4).adapter("a").asked("a", 1);

        PlacementPlan plan = published(story.inputs(), PlanningTerms.DEFAULTS.with(t -> t.spareCopies(1)));

        assertThat(plan.assignments().get("a").stream()
                        .map(a -> Integer.parseInt(a.pod().pod().substring(4)) % 2)
                        .distinct())
                .hasSize(2);
        assertThat(plan.changes())
                .extracting(PlanChange::reason)
                .contains("spare copy: a choice beyond the pod that its load of 0.10 needs, in another zone");
    }

    @Test
    void spareCopiesAreWarmSinceNotEveryRouterCountsSlots() {
        Story story = Story.of(3).adapter("a").adapter("b").asked("a", 3).asked("b", 1);

        PlacementPlan plan = published(story.inputs());

        plan.assignments().values().stream().flatMap(List::stream).forEach(a -> assertThat(a.tier())
                .isEqualTo(a.weight() > 0 ? Tier.HOT : Tier.WARM));
    }

    @Test
    void anAdapterForWhichNoSlotIsLeftIsStillThere() {
        Story story =
                Story.of(1).slots(2, 8).adapter("a").adapter("b").adapter("c").asked("a", 1);

        PlacementPlan plan = published(story.inputs(), PlanningTerms.DEFAULTS.with(t -> t.slots("strict")));

        assertThat(plan.unserved()).hasSize(1);
        assertThat(plan.assignments()).hasSize(3);
        assertThat(plan.changes())
                .extracting(PlanChange::reason)
                .contains("no pod has room for its load: served where a slot comes free");
    }

    @Test
    void aSpareCopyComesOnlyIfItRepaysItsLoad() {
        // Two slots, each in use for 1 - e^-2.5 = 0.918 of the time; a pod serves 2.5 requests in a second, a load
        // takes 0.1 s.
        // A second copy of busy serves (1 - 0.918) * 2.5 / 4 * 600 s = 31, for 0.918 * 0.1 * 2.5 = 0.23 that are held
        // up;
        // one of idle, which counts as 0.001 a second, 0.012.
        Story story = Story.of(2).slots(1, 8).adapter("idle");
        List.of("busy", "other").forEach(name -> story.adapter(name).asked(name, 2.5));

        PlacementPlan plan = published(story.inputs());

        assertThat(copies(plan, "busy")).isEqualTo(2);
        assertThat(copies(plan, "other")).isEqualTo(2);
        assertThat(copies(plan, "idle")).isEqualTo(1);
    }

    @Test
    void aSpareCopyThatHasNotComeStaysAwayWhenSlotsAreInUse() {
        Story story = Story.of(2).slots(1, 8).adapter("idle").adapter("busy").adapter("other");
        story.asked("busy", 0);
        PlacementPlan first = published(story.inputs());
        assertThat(copies(first, "idle")).as("nothing is held up").isEqualTo(2);
        String there = first.assignments().get("idle").stream()
                .filter(a -> a.tier() == Tier.HOT)
                .findFirst()
                .orElseThrow()
                .pod()
                .pod();
        story.inForce(first).registered(there, "idle").asked("busy", 2.5).asked("other", 2.5);

        Decision decision = decide(story.inputs(), PlanningTerms.DEFAULTS);

        PlacementPlan second = decision instanceof Decision.Publish publish
                ? publish.draft()
                : ((Decision.Keep) decision).considered();
        assertThat(copies(second, "idle")).isEqualTo(1);
        assertThat(second.dropped()).as("what has not come does not go").isEmpty();
    }

    @Test
    void noMoreSparesAreStillToComeThanOnePlanMayAskForOnceSomebodyIsHeldUp() {
        Story story = Story.of(2).slots(8, 64).asked("a0", 0);
        for (int i = 0; i < 20; i++) {
            story.adapter("a" + i);
        }
        PlacementPlan first = published(story.inputs());
        assertThat(adaptersOn(first, "pod-1")).as("nobody is held up").isEqualTo(20);
        for (String pod : List.of("pod-1", "pod-2")) {
            story.registered(
                    pod,
                    first.assignments().entrySet().stream()
                            .filter(e -> e.getValue().stream()
                                    .anyMatch(
                                            a -> a.weight() > 0 && a.pod().pod().equals(pod)))
                            .map(java.util.Map.Entry::getKey)
                            .toArray(String[]::new));
        }
        story.inForce(first);
        for (int i = 0; i < 20; i++) {
            story.asked("a" + i, 0.1);
        }

        Decision decision = decide(story.inputs(), PlanningTerms.DEFAULTS);

        PlacementPlan second = decision instanceof Decision.Publish publish
                ? publish.draft()
                : ((Decision.Keep) decision).considered();
        for (String pod : List.of("pod-1", "pod-2")) {
            long spares = second.assignments().values().stream()
                    .flatMap(List::stream)
                    .filter(a -> a.pod().pod().equals(pod) && a.tier() == Tier.WARM)
                    .count();
            assertThat(spares).isEqualTo(8);
        }
    }

    @Test
    void whatIsThereStaysWhenDemandLeavesIt() {
        Story story = Story.of(2).adapter("a").adapter("b").asked("a", 9).asked("b", 9);
        PlacementPlan first = published(story.inputs());
        story.inForce(first).registered("pod-1", "a", "b").registered("pod-2", "a", "b");

        Decision second =
                decide(story.later(30_000).asked("a", 0.1).asked("b", 2).inputs(), PlanningTerms.DEFAULTS);

        PlacementPlan draft =
                second instanceof Decision.Publish publish ? publish.draft() : ((Decision.Keep) second).considered();
        assertThat(draft.changes())
                .noneMatch(c -> c.kind() == PlanChange.Kind.LOAD || c.kind() == PlanChange.Kind.UNLOAD);
    }

    @Test
    void aPodThatComesBackEmptyGetsItsSparesAFewAtATime() {
        Story story = Story.of(3).slots(8, 64);
        for (int i = 0; i < 20; i++) {
            story.adapter("a" + i).asked("a" + i, 0.1);
        }
        PlacementPlan first = published(story.inputs());
        String[] all = first.assignments().keySet().toArray(String[]::new);
        story.inForce(first).registered("pod-1", all).registered("pod-3", all).restarted("pod-2", "2");

        PlacementPlan second = published(story.later(1_000).inputs());

        long needed = second.assignments().values().stream()
                .flatMap(List::stream)
                .filter(a -> a.pod().pod().equals("pod-2") && a.weight() > 0)
                .count();
        assertThat(adaptersOn(second, "pod-2")).isEqualTo(needed + 8);
        assertThat(adaptersOn(second, "pod-1")).isEqualTo(20);
    }

    /** One place a pod beyond the reserve is taken by idle adapters, all of which came just now. */
    private static Story fullOfIdleOnes() {
        return fullOfIdleOnes(0.01);
    }

    private static Story fullOfIdleOnes(double rate) {
        Story story = Story.of(4).slots(2, 4);
        for (int i = 0; i < 8; i++) {
            story.adapter("a" + i).asked("a" + i, rate);
        }
        PlacementPlan first = published(story.inputs());
        story.inForce(first);
        for (int pod = 1; pod <= 4; pod++) {
            String name = "pod-" + pod;
            story.registered(
                    name,
                    first.assignments().entrySet().stream()
                            .filter(e -> e.getValue().stream()
                                    .anyMatch(a -> a.pod().pod().equals(name)))
                            .map(java.util.Map.Entry::getKey)
                            .toArray(String[]::new));
            story.inputs().current().assignments().forEach((adapter, on) -> on.stream()
                    .filter(a -> a.pod().pod().equals(name))
                    .forEach(a -> story.running(adapter, name, Story.NOW)));
        }
        return story;
    }

    @Test
    void oneThatIsWorthFarMoreTakesTheLeastOnesPlace() {
        Story story = fullOfIdleOnes();
        PlacementPlan first = story.inputs().current();

        PlacementPlan second = published(story.later(600_000).asked("a0", 1).inputs());

        assertThat(copies(second, "a0")).isGreaterThan(copies(first, "a0"));
        assertThat(second.changes().stream().filter(c -> c.kind() == PlanChange.Kind.UNLOAD))
                .as("one exchange for each plan of so few assignments")
                .hasSize(1);
        for (int i = 1; i < 8; i++) {
            assertThat(copies(second, "a" + i)).isPositive();
        }
    }

    @Test
    void aCopyThatHasJustComeGivesItsPlaceToNoOther() {
        Story story = fullOfIdleOnes();
        story.later(599_000).asked("a0", 1);

        Decision decision = decide(story.inputs(), PlanningTerms.DEFAULTS);
        PlacementPlan considered = decision instanceof Decision.Publish publish
                ? publish.draft()
                : ((Decision.Keep) decision).considered();
        assertThat(considered.changes()).noneMatch(c -> c.kind() == PlanChange.Kind.UNLOAD);
    }

    @Test
    void whatCameBeforeAnybodyAskedGivesItsPlaceAtOnce() {
        Story story = fullOfIdleOnes(0);
        PlacementPlan first = story.inputs().current();
        story.later(30_000).asked("a0", 1);

        PlacementPlan second = published(story.inputs());

        assertThat(copies(second, "a0")).isEqualTo(4);
        assertThat(copies(first, "a0")).isLessThan(3);
        for (int i = 1; i < 8; i++) {
            assertThat(copies(second, "a" + i)).isPositive();
        }
    }

    @Test
    void aCopyThatHasJustGoneDoesNotComeBack() {
        Story story = Story.of(3).minPods(3).adapter("a").asked("a", 1);
        PlacementPlan first = published(story.inputs());
        follow(story, first).later(700_000);
        PlacementPlan second = published(story.inputs(), PlanningTerms.DEFAULTS.with(t -> t.spareCopies(0)));
        assertThat(second.dropped()).hasSize(2);
        follow(story, second).later(719_000);

        assertThat(decide(story.inputs(), PlanningTerms.DEFAULTS)).isInstanceOf(Decision.Keep.class);
        assertThat(copies(published(story.later(1_000).inputs()), "a")).isEqualTo(3);
    }

    @Test
    void aCopyThatHasJustGoneComesBackWhenDemandNeedsIt() {
        Story story = Story.of(3).minPods(3).adapter("a").asked("a", 1);
        follow(story, published(story.inputs())).later(700_000);
        PlacementPlan second = published(story.inputs(), PlanningTerms.DEFAULTS.with(t -> t.spareCopies(0)));
        follow(story, second).later(30_000);

        PlacementPlan third = published(story.asked("a", 20).inputs());

        assertThat(copies(third, "a")).isEqualTo(3);
        assertThat(third.dropped()).as("what is back").isEmpty();
    }

    private static Story follow(Story story, PlacementPlan plan) {
        story.inForce(plan);
        story.fleet()
                .pods()
                .forEach(pod -> story.registered(
                        pod.id().pod(),
                        plan.assignments().entrySet().stream()
                                .filter(e -> e.getValue().stream()
                                        .anyMatch(a -> a.pod().equals(pod.id())))
                                .map(java.util.Map.Entry::getKey)
                                .toArray(String[]::new)));
        return story;
    }
}
