package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlacementPlan.Spare;
import dev.berth.domain.placement.PlanChange;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pod serves ten requests a second; its target is eight. */
class PodCountsTest {
    private static final PlanMaker.Trigger ASKED = new PlanMaker.Trigger("asked", false);
    private static final ScaleTerms OURS =
            ScaleTerms.DEFAULTS.withMode(ScaleTerms.PLAN).withFill(1).withSpare(0.6, 600);

    private final Story story;
    private final PlanMaker maker;
    private long plans;

    PodCountsTest() {
        this.story = Story.of(3).adapter("a").adapter("b");
        this.maker = maker(OURS);
    }

    private static PlanMaker maker(ScaleTerms scale) {
        return new PlanMaker(
                new OptaPlannerPolicy(new SearchBudget(100, 300)),
                PlanningTerms.DEFAULTS,
                PublishTerms.DEFAULTS,
                scale,
                () -> 0);
    }

    private PlacementPlan planned(PlanMaker by) {
        Decision decision = by.decide(story.inputs(), ASKED, 1, 0);
        if (decision instanceof Decision.Publish publish) {
            PlacementPlan plan = publish.draft().withVersion(new Version(1, ++plans));
            story.inForce(plan);
            return plan;
        }
        return story.inputs().current();
    }

    private PlacementPlan plannedAfter(int seconds) {
        PlacementPlan plan = story.inputs().current();
        for (int i = 0; i < seconds / 30; i++) {
            story.later(30_000);
            plan = planned(maker);
        }
        return plan;
    }

    private static int pods(PlacementPlan plan) {
        return plan.podCounts().get(Story.DEPLOYMENT);
    }

    @Test
    void aPodGoesWhenTheOthersCouldCarryTheLoadForTenMinutes() {
        story.asked("a", 5).asked("b", 4); // 0.9 pods: two pods at 0.48 carry 0.96
        PlacementPlan first = planned(maker);
        assertThat(pods(first)).isEqualTo(3);
        assertThat(first.spares()).hasSize(1);
        assertThat(first.leaving()).isEmpty();

        PlacementPlan early = plannedAfter(570);
        assertThat(pods(early)).isEqualTo(3);
        assertThat(early.spares().get(0).sinceMillis()).isEqualTo(Story.NOW);

        PlacementPlan due = plannedAfter(30);
        assertThat(pods(due)).isEqualTo(2);
        assertThat(due.leaving()).hasSize(1);
        assertThat(due.assignments().values().stream().flatMap(List::stream))
                .as("nothing is left on the pod that goes")
                .noneMatch(a -> a.pod().pod().equals(due.leaving().get(0)));
        assertThat(due.changes()).anyMatch(c -> c.kind() == PlanChange.Kind.SCALE && c.before() == 3 && c.after() == 2);
    }

    @Test
    void thePodGoesThatIsCheapestToEvacuate() {
        story.asked("a", 5).asked("b", 4);
        PlacementPlan due = plannedAfterFirst(600);
        List<String> empty = List.of("pod-1", "pod-2", "pod-3").stream()
                .filter(pod -> story.inputs().current().assignments().values().stream()
                        .flatMap(List::stream)
                        .noneMatch(a -> a.pod().pod().equals(pod)))
                .toList();
        assertThat(due.leaving()).isEqualTo(empty);
    }

    private PlacementPlan plannedAfterFirst(int seconds) {
        planned(maker);
        return plannedAfter(seconds);
    }

    @Test
    void aPeakInBetweenBeginsTheTimeAnew() {
        story.asked("a", 5).asked("b", 4);
        plannedAfterFirst(300);
        story.asked("a", 9).asked("b", 9);
        assertThat(plannedAfter(30).spares()).isEmpty();
        story.asked("a", 5).asked("b", 4);
        assertThat(pods(plannedAfter(570))).isEqualTo(3);
        assertThat(pods(plannedAfter(330)))
                .as("the peak is in the mean for five minutes")
                .isEqualTo(3);
        assertThat(pods(plannedAfter(60))).isEqualTo(2);
    }

    @Test
    void aPodThatWasToGoIsBackAtOnceWhenItIsNeeded() {
        story.asked("a", 5).asked("b", 4);
        assertThat(plannedAfterFirst(600).leaving()).hasSize(1);
        story.asked("a", 9).asked("b", 9); // 1.8 pods: two at 0.8 carry 1.6
        PlacementPlan back = plannedAfter(30);
        assertThat(back.leaving()).isEmpty();
        assertThat(pods(back)).isEqualTo(3);
    }

    @Test
    void aPodThatIsTakenBackKeepsWhatItStillHas() {
        story.asked("a", 5).asked("b", 4);
        planned(maker);
        List.of("pod-1", "pod-2", "pod-3").forEach(pod -> story.registered(pod, "a", "b"));
        String pod = plannedAfter(600).leaving().get(0);
        story.asked("a", 9).asked("b", 9);
        PlacementPlan back = plannedAfter(30);
        assertThat(back.leaving()).isEmpty();
        assertThat(back.assignment("a", story.podId(pod))).isPresent();
        assertThat(back.assignment("b", story.podId(pod))).isPresent();
        assertThat(back.changes())
                .as("nothing is loaded, and nothing goes")
                .noneMatch(c -> c.kind() == PlanChange.Kind.LOAD || c.kind() == PlanChange.Kind.UNLOAD);
        assertThat(back.dropped()).isEmpty();
    }

    @Test
    void onlyOnePodGoesAtATime() {
        story.asked("a", 1).asked("b", 1);
        PlacementPlan first = planned(maker);
        assertThat(first.spares()).as("two of three could go").hasSize(2);
        PlacementPlan due = plannedAfter(1_800);
        assertThat(due.leaving()).hasSize(1);
        assertThat(pods(due)).isEqualTo(2);
        story.gone(due.leaving().get(0));
        PlacementPlan next = plannedAfter(30);
        assertThat(next.leaving())
                .as("the next goes as soon as the first is gone")
                .hasSize(1);
        assertThat(pods(next)).isEqualTo(1);
    }

    @Test
    void aPodIsAskedForBeforeItIsNeeded() {
        story.asked("a", 8).asked("b", 8);
        planned(maker);
        PlacementPlan plan = null;
        for (int i = 1; i <= 10; i++) { // 0.03 pods more every 30 s: 150 s ahead it is 0.15 more.
            story.later(30_000).asked("a", 8 + 0.3 * i);
            plan = planned(maker);
            if (pods(plan) > 3) {
                break;
            }
        }
        assertThat(pods(plan)).as("1.9 pods on three at 0.8").isEqualTo(3);
        for (int i = 11; i <= 30 && pods(plan) == 3; i++) {
            story.later(30_000).asked("a", 8 + 0.3 * i);
            plan = planned(maker);
        }
        assertThat(pods(plan)).isEqualTo(4);
        double load = story.demand().get("a").arrivalsPerSecond() / 10 + 0.8;
        assertThat(load).as("asked for while three pods still carry it").isBetween(2.2, 2.4);
    }

    /** Pods of eight slots and adapters that are active for a third of the time: requests take a second. */
    private static Story askedForNowAndThen(int pods, int adapters) {
        Story story = Story.of(pods).slots(8, 32);
        for (int i = 0; i < adapters; i++) {
            story.adapter("m" + i).asked("m" + i, 0.4);
        }
        return story;
    }

    private PlacementPlan firstOf(Story other) {
        PlanMaker usual = maker(ScaleTerms.DEFAULTS.withMode(ScaleTerms.PLAN));
        return ((Decision.Publish) usual.decide(other.inputs(), ASKED, 1, 0)).draft();
    }

    @Test
    void slotsAreCountedForAllButOneMomentInAHundred() {
        assertThat(pods(firstOf(askedForNowAndThen(2, 36))))
                .as("11.9 are active on average, 18.4 once in a hundred times; two pods have 16 slots")
                .isEqualTo(3);
    }

    @Test
    void aPodStaysWhereSlotsWouldOnlyJustBeEnoughWithoutIt() {
        assertThat(firstOf(askedForNowAndThen(3, 30)).spares())
                .as("15.9 once in a hundred times: of 16 slots a twentieth is left for what that is wrong by")
                .isEmpty();
        assertThat(firstOf(askedForNowAndThen(3, 24)).spares()).as("13.3").hasSize(1);
    }

    @Test
    void aBudgetStopsGrowth() {
        story.asked("a", 25).asked("b", 20); // 4.5 pods take six at 0.8
        assertThat(pods(planned(maker(OURS)))).isEqualTo(6);
        story.inForce(null);
        assertThat(pods(planned(maker(OURS.withMaxPricePerHour(0.15 * 4)))))
                .as("four pods at 0.15 an hour")
                .isEqualTo(4);
        assertThat(story.inputs().current().unserved()).isNotEmpty();
    }

    @Test
    void adviceCountsPodsAndLeavesThemAlone() {
        PlanMaker adviser = maker(OURS.withMode(ScaleTerms.ADVICE));
        story.asked("a", 5).asked("b", 4);
        planned(adviser);
        for (int i = 0; i < 20; i++) {
            story.later(30_000);
            planned(adviser);
        }
        PlacementPlan plan = story.inputs().current();
        assertThat(pods(plan)).isEqualTo(2);
        assertThat(plan.leaving()).isEmpty();
        story.later(30_000);
        assertThat(pods(planned(adviser)))
                .as("and goes on so while nobody follows")
                .isEqualTo(2);
    }

    @Test
    void whoIsToldToLeaveTheNumberAloneDoes() {
        PlanMaker off = maker(OURS.withMode(ScaleTerms.OFF));
        story.asked("a", 25).asked("b", 20);
        assertThat(pods(planned(off))).isEqualTo(3);
        story.pod("pod-4", "b").later(1_000);
        planned(off);
        assertThat(story.inputs().current().spares()).isEmpty();
    }

    @Test
    void aPinnedPodStays() {
        story.asked("a", 5)
                .asked("b", 4)
                .pinned("a", "pod-1")
                .pinned("b", "pod-2")
                .pinned("a", "pod-3");
        plannedAfterFirst(900);
        assertThat(story.inputs().current().spares()).isEmpty();
    }

    @Test
    void anotherPlannerGoesOnWhereTheFirstStopped() {
        story.asked("a", 5).asked("b", 4);
        planned(maker);
        story.later(610_000);
        PlacementPlan plan = planned(maker(OURS));
        assertThat(plan.spares()).extracting(Spare::leaving).containsExactly(true);
    }
}
