package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.Version;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanMakerTest {
    private static final PlanMaker.Trigger ASKED = new PlanMaker.Trigger("asked for once", false);

    /** Only what the load needs: spare copies have stories of their own. */
    private static final PlanningTerms NEEDED = PlanningTerms.DEFAULTS.with(t -> t.spareCopies(0));

    private static PlanMaker maker(PlanningTerms terms) {
        return new PlanMaker(new OptaPlannerPolicy(1_000), terms, PublishTerms.DEFAULTS, () -> 0);
    }

    private static Decision decide(PlanInputs in) {
        return maker(NEEDED).decide(in, ASKED, 1, 0);
    }

    private static PlacementPlan published(PlanInputs in) {
        Decision decision = decide(in);
        assertThat(decision).isInstanceOf(Decision.Publish.class);
        return ((Decision.Publish) decision).draft().withVersion(new Version(1, 1));
    }

    private static List<String> podsOf(PlacementPlan plan, String model) {
        return plan.assignments().get(model).stream().map(a -> a.pod().pod()).toList();
    }

    @Test
    void aHotAdapterIsSpreadOverAsManyPodsAsItsDemandNeeds() {
        Story story =
                Story.of(4).adapter("hot").adapter("cold").asked("hot", 14).asked("cold", 0.5);

        PlacementPlan plan = published(story.inputs());

        assertThat(plan.assignments().get("hot")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(plan.assignments().get("cold")).hasSize(1);
        assertThat(plan.unserved()).isEmpty();
        assertThat(plan.after().worstPodLoad()).isLessThanOrEqualTo(0.8);
        assertThat(plan.assignments().get("hot").stream()
                        .mapToDouble(Assignment::weight)
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void anAdapterThatNobodyAsksForStillHasItsReplicas() {
        Story story = Story.of(3)
                .adapter("idle")
                .adapter("safe", 16, "standard", 2, 0, 0)
                .asked("idle", 0);

        PlacementPlan plan = published(story.inputs());

        assertThat(podsOf(plan, "idle")).hasSize(1);
        assertThat(podsOf(plan, "safe")).hasSize(2);
    }

    @Test
    void adaptersOfALostPodAreServedElsewhereAtOnce() {
        Story story = Story.of(3);
        for (int i = 0; i < 9; i++) {
            story.adapter("a" + i).asked("a" + i, 1.5);
        }
        PlacementPlan first = published(story.inputs());
        story.inForce(first).lost("pod-2").later(1_000);

        PlacementPlan second = published(story.inputs());

        assertThat(second.unserved()).isEmpty();
        assertThat(second.assignments()).hasSize(9);
        second.assignments().forEach((model, list) -> assertThat(list)
                .noneMatch(a -> a.pod().pod().equals("pod-2")));
        first.assignments().forEach((model, list) -> {
            if (list.stream().noneMatch(a -> a.pod().pod().equals("pod-2"))) {
                assertThat(second.assignments().get(model)).as(model).isEqualTo(list);
            }
        });
        assertThat(second.changes()).anyMatch(c -> c.reason().equals("pod-2 is gone"));
    }

    @Test
    void aRestartedPodHasLostItsAdaptersAndGetsThemAnew() {
        Story story = Story.of(1).adapter("a").asked("a", 1);
        PlacementPlan first = published(story.inputs());
        story.inForce(first).restarted("pod-1", "2").later(1_000);

        PlacementPlan second = published(story.inputs());

        assertThat(second.assignments().get("a").get(0).pod()).isEqualTo(story.podId("pod-1"));
        assertThat(second.changes()).extracting(PlanChange::kind).containsExactly(PlanChange.Kind.LOAD);
    }

    @Test
    void aPairThatFailedIsLeftOutUntilItMayBeRetried() {
        Story story = Story.of(2).adapter("a").asked("a", 1).registered("pod-1");
        String first = podsOf(published(story.inputs()), "a").get(0);
        story.failed("a", first, Story.NOW + 10_000, "no such file");

        assertThat(podsOf(published(story.inputs()), "a")).doesNotContain(first).hasSize(1);
        story.later(20_000);
        assertThat(podsOf(published(story.inputs()), "a")).containsExactly(first);
    }

    @Test
    void nothingChangesWhenNothingChanged() {
        Story story = Story.of(4);
        for (int i = 0; i < 12; i++) {
            story.adapter("a" + i).asked("a" + i, 0.3 + 0.3 * i);
        }
        story.inForce(published(story.inputs())).later(30_000);

        assertThat(decide(story.inputs())).isInstanceOfSatisfying(Decision.Keep.class, keep -> assertThat(
                        keep.considered().changes())
                .noneMatch(c -> c.kind() == PlanChange.Kind.LOAD || c.kind() == PlanChange.Kind.UNLOAD));
    }

    @Test
    void aPodThatIsNotOverTargetIsNotRelievedByLoads() {
        Story story = Story.of(2).adapter("a").adapter("b").asked("a", 4).asked("b", 3.5);
        story.registered("pod-1", "a", "b");
        story.inForce(published(story.inputs())).later(30_000);

        assertThat(decide(story.inputs())).isInstanceOf(Decision.Keep.class);
    }

    @Test
    void theMostUrgentDemandIsServedWhenNotAllCanBe() {
        Story story = Story.of(1)
                .maxPods(1)
                .adapter("chat", 16, "interactive", 1, 0, 0)
                .adapter("docs", 16, "standard", 1, 0, 0)
                .adapter("bulk", 16, "batch", 1, 0, 0)
                .asked("chat", 5)
                .asked("docs", 4)
                .asked("bulk", 4);

        PlacementPlan plan = published(story.inputs());

        assertThat(plan.unserved()).extracting(PlacementPlan.Unserved::model).containsExactly("bulk");
        assertThat(plan.unserved().get(0).share()).isBetween(0.7, 0.8);
        assertThat(plan.unserved().get(0).reason())
                .isEqualTo("demand is 1.30 pods, capacity 1.00; class batch comes after more urgent ones");
        assertThat(podsOf(plan, "bulk")).as("its least replica stays").hasSize(1);
    }

    @Test
    void podsAreAddedOnlyWhenABoundProvesThatTheyAreShort() {
        Story enough = Story.of(2).adapter("a").asked("a", 15);
        Story few = Story.of(2).adapter("a").asked("a", 17);

        assertThat(published(enough.inputs()).podCounts()).containsEntry(Story.DEPLOYMENT, 2);
        assertThat(published(few.inputs()).podCounts()).containsEntry(Story.DEPLOYMENT, 3);
        assertThat(published(few.inputs()).changes()).anyMatch(c -> c.kind() == PlanChange.Kind.SCALE);
    }

    @Test
    void aPodBeyondItsCapacityIsBroughtBackHoweverLittleIsLeftOut() {
        Story story = Story.of(2)
                .maxPods(2)
                .adapter("chat", 16, "interactive", 1, 0, 0)
                .adapter("bulk", 16, "batch", 1, 0, 0)
                .asked("chat", 1)
                .asked("bulk", 18);
        story.registered("pod-1", "chat", "bulk").registered("pod-2", "chat", "bulk");
        story.inForce(published(story.inputs())).later(30_000).asked("chat", 2.1);

        PlacementPlan plan = published(story.inputs());

        assertThat(plan.after().worstPodLoad()).isLessThanOrEqualTo(1);
        assertThat(plan.unserved()).singleElement().satisfies(u -> assertThat(u.share())
                .isLessThanOrEqualTo(0.1));
    }

    @Test
    void theReasonOfALoadDoesNotHangOnTheOrderOfTheLedger() {
        Story story = Story.of(3).adapter("a").asked("a", 1);
        Story other = Story.of(3).adapter("a").asked("a", 1);
        story.failed("a", "pod-1", Story.NOW + 1, "no space").failed("a", "pod-2", Story.NOW + 1, "no file");
        other.failed("a", "pod-2", Story.NOW + 1, "no file").failed("a", "pod-1", Story.NOW + 1, "no space");

        assertThat(published(story.inputs()).changes())
                .isEqualTo(published(other.inputs()).changes())
                .extracting(PlanChange::reason)
                .containsExactly("failed on pod-1: no space");
    }

    @Test
    void anAdapterThatFitsNowhereIsUnservedWithTheReason() {
        Story story = Story.of(1)
                .adapter("big", 128, "standard", 1, 0, 0)
                .adapter("other", "qwen", 16, "standard", 1, 0, 0)
                .asked("big", 1)
                .asked("other", 1);

        PlacementPlan plan = published(story.inputs());

        assertThat(plan.unserved())
                .extracting(PlacementPlan.Unserved::reason)
                .containsExactly(
                        "no pod may hold it: rank above the pod's max_lora_rank on pod-1",
                        "no ready pod serves its base model qwen");
        assertThat(plan.assignments()).isEmpty();
    }

    @Test
    void trafficOfTheBaseModelIsLoadAndTakesNoSlot() {
        Story story = Story.of(2).slots(1, 1).adapter("a").asked("a", 1).asked(Story.BASE, 8);

        PlacementPlan plan = published(story.inputs());

        assertThat(plan.assignments().get(Story.BASE)).isNotEmpty();
        assertThat(plan.after().worstPodLoad()).isLessThanOrEqualTo(0.8);
        assertThat(plan.changes()).noneMatch(c -> c.model().equals(Story.BASE));
    }

    @Test
    void pinsHold() {
        Story story = Story.of(3).adapter("a").asked("a", 1).pinned("a", "pod-3");

        assertThat(podsOf(published(story.inputs()), "a")).containsExactly("pod-3");
    }

    @Test
    void whereSlotsAreShortAdaptersTakeThemInTurnAndNothingMoves() {
        // Four adapters, each active for 0.63 of the time, in two slots: 1.26 of a slot on each pod.
        Story story = Story.of(2).slots(1, 8).minPods(2).maxPods(2);
        List.of("a", "b", "c", "d").forEach(name -> story.adapter(name).asked(name, 1));
        story.placed("a", "pod-1").placed("b", "pod-1").placed("c", "pod-2").placed("d", "pod-2");
        story.registered("pod-1", "a", "b").registered("pod-2", "c", "d");

        Decision decision = maker(NEEDED).decide(story.inputs(), ASKED, 1, 0);

        assertThat(decision).isInstanceOf(Decision.Keep.class);
        PlacementPlan kept = ((Decision.Keep) decision).considered();
        assertThat(kept.unserved()).isEmpty();
        assertThat(kept.after().attainment()).isCloseTo(1 / 1.264, within(0.001));
    }

    @Test
    void strictSlotsBoundTheHotAdaptersAndExpectedOnesTheActive() {
        Story story = Story.of(1).slots(2, 8);
        for (int i = 0; i < 4; i++) {
            story.adapter("a" + i).asked("a" + i, 0.1);
        }

        PlacementPlan expected = published(story.inputs());
        Decision strict = maker(NEEDED.with(t -> t.slots("strict"))).decide(story.inputs(), ASKED, 1, 0);

        assertThat(expected.assignments()).hasSize(4);
        assertThat(((Decision.Publish) strict).draft().assignments()).hasSize(2);
        assertThat(((Decision.Publish) strict).draft().unserved()).hasSize(2);
    }

    @Test
    void equalInputsInAnyOrderGiveTheSamePlanByteForByte() {
        Story story = Story.of(6);
        for (int i = 0; i < 32; i++) {
            story.adapter("adapter-" + i, 8 << (i % 3), "standard", 1, 0, 0).asked("adapter-" + i, 12.0 / (i + 1));
        }

        String first = Json.write(published(story.inputs()));

        assertThat(Json.write(published(story.inputs()))).isEqualTo(first);
        assertThat(Json.write(published(story.shuffledInputs()))).isEqualTo(first);
    }

    @Test
    void withinALimitOfMovesTheMostValuableComeFirst() {
        Story story = Story.of(4)
                .adapter("chat", 16, "interactive", 1, 0, 0)
                .adapter("docs", 16, "standard", 1, 0, 0)
                .adapter("bulk", 16, "batch", 1, 0, 0)
                .adapter("new", 16, "batch", 1, 0, 0)
                .placed("chat", "pod-1")
                .placed("docs", "pod-1")
                .placed("bulk", "pod-1")
                .registered("pod-1", "chat", "docs", "bulk")
                .asked("chat", 6)
                .asked("docs", 6)
                .asked("bulk", 6)
                .asked("new", 1)
                .mostMoves(2);

        PlacementPlan plan = published(story.inputs());

        assertThat(plan.changes().stream().filter(c -> c.kind() == PlanChange.Kind.LOAD))
                .extracting(PlanChange::model)
                .as("what nobody has comes first")
                .hasSize(2)
                .contains("new");
        assertThat(plan.assignments()).containsOnlyKeys("chat", "docs", "bulk", "new");
    }

    @Test
    void spareCopiesKeepToTheLimitOfMovesToo() {
        Story story = Story.of(3).mostMoves(2);
        for (int i = 0; i < 6; i++) {
            story.adapter("a" + i).asked("a" + i, 0.2).placed("a" + i, "pod-1");
        }
        Decision decision = maker(PlanningTerms.DEFAULTS).decide(story.inputs(), ASKED, 1, 0);

        assertThat(((Decision.Publish) decision)
                        .draft().changes().stream().filter(c -> c.kind() == PlanChange.Kind.LOAD))
                .hasSize(2);
    }

    @Test
    void withoutDemandOrProfileItSaysWhatIsMissingAndSinceWhen() {
        Story story = Story.of(1).adapter("a");

        assertThat(maker(PlanningTerms.DEFAULTS).decide(story.inputs(), ASKED, 1, 400))
                .isInstanceOfSatisfying(Decision.NotReady.class, notReady -> {
                    assertThat(notReady.readiness().sentence())
                            .isEqualTo("demand: none measured yet; start './berth jobs'");
                    assertThat(notReady.readiness().missing().get(0).sinceMillis())
                            .isEqualTo(400);
                });
        PlanInputs stale = story.asked("a", 1).inputs().at(Story.NOW + 300_000);
        assertThat(decide(stale)).isInstanceOf(Decision.NotReady.class);
        assertThat(maker(PlanningTerms.DEFAULTS).decide(stale, new PlanMaker.Trigger("pod-2 is gone", true), 1, 0))
                .as("a lost pod does not wait for new demand")
                .isInstanceOf(Decision.Publish.class);
    }

    @Test
    void asManyPairsHoldAsArePinnedHoweverLittleIsAsked() {
        Story story = Story.of(4)
                .adapter("a")
                .pinned("a", "pod-2")
                .pinned("a", "pod-3")
                .pinned("a", "pod-4");

        PlacementPlan plan = published(story.asked("a", 0.1).inputs());

        assertThat(podsOf(plan, "a")).containsExactly("pod-2", "pod-3", "pod-4");
    }

    @Test
    void aRivalsPlanIsTakenAsItIsWithoutStandbysOrPodsOfOurs() {
        Story story = Story.of(2).maxPods(9).adapter("a").asked("a", 30);
        PlanMaker rival = new PlanMaker(
                Placements.named("least-adapters"),
                PlanningTerms.DEFAULTS.with(t -> t.spareCopies(1)),
                PublishTerms.DEFAULTS,
                () -> 0);

        Decision first = rival.decide(story.inputs(), ASKED, 1, 0);

        assertThat(first).isInstanceOf(Decision.Publish.class);
        PlacementPlan plan = ((Decision.Publish) first).draft().withVersion(new Version(1, 1));
        assertThat(podsOf(plan, "a")).containsExactly("pod-1");
        assertThat(plan.podCounts()).containsEntry(Story.DEPLOYMENT, 2);
        assertThat(plan.changes()).noneMatch(c -> c.kind() == PlanChange.Kind.SCALE);
        assertThat(rival.decide(story.inForce(plan).inputs(), ASKED, 1, 0)).isInstanceOf(Decision.Keep.class);
    }

    @Test
    void aRivalThatDoesNotFollowDemandIsNotAskedWhenOnlyThatMoved() {
        Story story = Story.of(2)
                .adapter("a")
                .adapter("b")
                .asked("a", 3)
                .placed("a", "pod-1")
                .placed("b", "pod-1");
        PlanMaker.Trigger demand = new PlanMaker.Trigger("demand of a moved", false, true);
        PlanMaker rival = new PlanMaker(
                Placements.named("even-dispatch"), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);

        assertThat(rival.decide(story.inputs(), demand, 1, 0))
                .isInstanceOfSatisfying(Decision.Keep.class, keep -> assertThat(keep.reason())
                        .isEqualTo("policy even-dispatch does not follow demand"));
        assertThat(rival.decide(story.inputs(), ASKED, 1, 0)).isInstanceOf(Decision.Publish.class);
    }

    @Test
    void aRivalThatDoesNotLookAtDemandDoesNotWaitForIt() {
        Story story = Story.of(2).adapter("a");
        PlanMaker blind = new PlanMaker(
                Placements.named("register-everywhere"), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);
        PlanMaker seeing =
                new PlanMaker(Placements.named("lpt"), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);

        assertThat(blind.decide(story.inputs(), ASKED, 1, 0)).isInstanceOf(Decision.Publish.class);
        assertThat(seeing.decide(story.inputs(), ASKED, 1, 0)).isInstanceOf(Decision.NotReady.class);
    }
}
