package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import org.junit.jupiter.api.Test;

/** The policies that do not look at demand, each on a case that fits on a napkin. */
class SimplePlacementsTest {
    private static Story five(int pods) {
        return Story.of(pods)
                .adapter("a")
                .adapter("b")
                .adapter("c")
                .adapter("d")
                .adapter("e");
    }

    /** 3 adapters, 2 pods, room for 32: each adapter on both pods, half of its traffic on each, asked for or not. */
    @Test
    void registerEverywhereIsEveryAdapterOnEveryPodAtEvenShares() {
        Placed placed = Placed.by(
                new RegisterEverywherePolicy(),
                Story.of(2).adapter("a").adapter("b").adapter("c").asked("a", 9));

        assertThat(placed.adapters("pod-1")).isEqualTo("a b c");
        assertThat(placed.adapters("pod-2")).isEqualTo("a b c");
        assertThat(placed.share("a", "pod-1")).isEqualTo(0.5);
        assertThat(placed.share("c", "pod-2")).isEqualTo(0.5);
    }

    /** An adapter of 1/20 of a pod is one quantum for our planner, which would fit on one of the 7 pods only. */
    @Test
    void registerEverywhereCutsAnAdapterThatIsSmallerThanItsReplicas() {
        Placed placed = Placed.by(
                new RegisterEverywherePolicy(), Story.of(7).adapter("a").asked("a", 0.5));

        assertThat(placed.pods("a")).isEqualTo("1 2 3 4 5 6 7");
        assertThat(placed.share("a", "pod-7")).isCloseTo(1.0 / 7, within(1e-9));
        assertThat(placed.load("pod-7")).isCloseTo(0.05 / 7, within(1e-4));
    }

    /**
     * Host memory for 3 on each of 2 pods is declared, and there are 5 adapters: dealt in turn a1 b2 c1 d2 e1, then the one
     * place left, on pod 2, is for a.
     */
    @Test
    void whereLessIsDeclaredRegisterEverywhereDealsThePlacesOut() {
        Placed placed = Placed.by(new RegisterEverywherePolicy(), five(2).slots(2, 3));

        assertThat(placed.adapters("pod-1")).isEqualTo("a c e");
        assertThat(placed.adapters("pod-2")).isEqualTo("a b d");
    }

    /** 2 pods, 3 adapters: {a, c} {b}; 7 pods, 3 adapters: {a} {b} {c} {a} {b} {c} {a}. The vectors of llmaz's proposal. */
    @Test
    void evenDispatchDealsAsTheProposalSays() {
        Placed two = Placed.by(
                new EvenDispatchPolicy(), Story.of(2).adapter("a").adapter("b").adapter("c"));
        assertThat(two.adapters("pod-1")).isEqualTo("a c");
        assertThat(two.adapters("pod-2")).isEqualTo("b");

        Placed seven = Placed.by(
                new EvenDispatchPolicy(), Story.of(7).adapter("a").adapter("b").adapter("c"));
        assertThat(seven.pods("a")).isEqualTo("1 4 7");
        assertThat(seven.pods("b")).isEqualTo("2 5");
        assertThat(seven.pods("c")).isEqualTo("3 6");
    }

    /** 2 pods for 3 each, 2 adapters of at most one replica and one without bound: a1 b2 c1, then c2; places stay empty. */
    @Test
    void evenFullDealsUntilNobodyFindsAnotherPlace() {
        Placed placed = Placed.by(
                new EvenFullPolicy(),
                Story.of(2)
                        .slots(3, 3)
                        .adapter("a", 16, "standard", 1, 1, 0)
                        .adapter("b", 16, "standard", 1, 1, 0)
                        .adapter("c"));

        assertThat(placed.adapters("pod-1")).isEqualTo("a c");
        assertThat(placed.adapters("pod-2")).isEqualTo("b c");
    }

    /** In strict mode a place is a slot: 1 slot on each of 4 pods and 2 adapters are 2 replicas each. */
    @Test
    void strictSlotsAreThePlaces() {
        Story story = Story.of(4).slots(1, 32).adapter("a").adapter("b");

        Placed placed = Placed.by(
                new EvenFullPolicy(),
                ProblemReader.read(story.inputs(), PlanningTerms.DEFAULTS.with(t -> t.slots("strict")), 180_000));

        assertThat(placed.pods("a")).isEqualTo("1 3");
        assertThat(placed.pods("b")).isEqualTo("2 4");
    }

    /** Counts after each step: a→1 (1 0 0), b→2 (1 1 0), c→3 (1 1 1), d→1 (2 1 1), e→2. Demand changes nothing. */
    @Test
    void leastAdaptersTakesThePodWithTheFewest() {
        Placed placed =
                Placed.by(new LeastAdaptersPolicy(), five(3).asked("a", 9).asked("d", 9));

        assertThat(placed.adapters("pod-1")).isEqualTo("a d");
        assertThat(placed.adapters("pod-2")).isEqualTo("b e");
        assertThat(placed.adapters("pod-3")).isEqualTo("c");
    }

    /** a, b and c are on pod 1 by the plan in force and stay; d and e go to 2 and 3, the emptiest. */
    @Test
    void leastAdaptersNeverRebalances() {
        Placed placed = Placed.by(
                new LeastAdaptersPolicy(),
                five(3).placed("a", "pod-1").placed("b", "pod-1").placed("c", "pod-1"));

        assertThat(placed.adapters("pod-1")).isEqualTo("a b c");
        assertThat(placed.adapters("pod-2")).isEqualTo("d");
        assertThat(placed.adapters("pod-3")).isEqualTo("e");
    }

    /** Pod 1 goes with a and b; c stays on 2, a and b take the emptier pod 3 and then, two each, the first. */
    @Test
    void leastAdaptersMovesOnlyWhatLostItsPod() {
        Placed placed = Placed.by(
                new LeastAdaptersPolicy(),
                Story.of(3)
                        .adapter("a")
                        .adapter("b")
                        .adapter("c")
                        .placed("a", "pod-1")
                        .placed("b", "pod-1")
                        .placed("c", "pod-2")
                        .lost("pod-1"));

        assertThat(placed.pods("c")).isEqualTo("2");
        assertThat(placed.pods("a")).isEqualTo("3");
        assertThat(placed.pods("b")).isEqualTo("2");
    }

    /** 12 adapters, 2 pods, cap 10: ten on the first, two on the second. */
    @Test
    void binPackFillsAPodToTenBeforeTheNext() {
        Story story = Story.of(2);
        for (char name = 'a'; name < 'a' + 12; name++) {
            story.adapter(String.valueOf(name));
        }

        Placed placed = Placed.by(new BinPackPolicy(), story);

        assertThat(placed.adapters("pod-1")).isEqualTo("a b c d e f g h i j");
        assertThat(placed.adapters("pod-2")).isEqualTo("k l");
    }

    /** 23 adapters on 2 pods need 12 places on one of them: the cap is 12. */
    @Test
    void binPackRaisesItsCapWhereTenAreNotEnough() {
        Story story = Story.of(2);
        for (char name = 'a'; name < 'a' + 23; name++) {
            story.adapter(String.valueOf(name));
        }

        Placed placed = Placed.by(new BinPackPolicy(), story);

        assertThat(placed.adapters("pod-1").split(" ")).hasSize(12);
        assertThat(placed.adapters("pod-2").split(" ")).hasSize(11);
    }

    /** One replica: the first pod; two: the first two. Memory for 3 adapters is full with a, b and c, so d goes to the next. */
    @Test
    void firstNTakesTheFirstPods() {
        Placed placed = Placed.by(
                new FirstNPolicy(),
                Story.of(3)
                        .slots(2, 3)
                        .adapter("a")
                        .adapter("b", 16, "standard", 2, 0, 0)
                        .adapter("c")
                        .adapter("d"));

        assertThat(placed.pods("a")).isEqualTo("1");
        assertThat(placed.pods("b")).isEqualTo("1 2");
        assertThat(placed.pods("c")).isEqualTo("1");
        assertThat(placed.pods("d")).isEqualTo("2");
    }

    @Test
    void randomIsDrawnOnceAndKeptAndUsesAllPods() {
        Story story = Story.of(3);
        for (int i = 0; i < 60; i++) {
            story.adapter("adapter-" + i);
        }
        Placed placed = Placed.by(new RandomPolicy(), story);

        for (String pod : new String[] {"pod-1", "pod-2", "pod-3"}) {
            assertThat(placed.adapters(pod).split(" ").length).isBetween(10, 30);
        }
        Placed kept = Placed.by(new RandomPolicy(), Story.of(3).adapter("x").placed("x", "pod-2"));
        assertThat(kept.pods("x")).isEqualTo("2");
    }

    /**
     * Hashes a: 9 5 7, b: 1 2 3 on pods 1 2 3. The highest one: a on 1, b on 3; the highest two: a on 1 and 3, b on 2 and 3.
     * When pod 1 goes, a falls to the next highest and b stays.
     */
    @Test
    void rendezvousTakesTheHighestHashes() {
        Story story = Story.of(3).adapter("a").adapter("b");

        Placed one = Placed.by(new RendezvousPolicy(1, SimplePlacementsTest::hash), story);
        assertThat(one.pods("a")).isEqualTo("1");
        assertThat(one.pods("b")).isEqualTo("3");

        Placed two = Placed.by(new RendezvousPolicy(2, SimplePlacementsTest::hash), story);
        assertThat(two.pods("a")).isEqualTo("1 3");
        assertThat(two.pods("b")).isEqualTo("2 3");

        Placed after = Placed.by(new RendezvousPolicy(1, SimplePlacementsTest::hash), story.lost("pod-1"));
        assertThat(after.pods("a")).isEqualTo("3");
        assertThat(after.pods("b")).isEqualTo("3");
    }

    static long hash(String adapter, String pod) {
        String digits = adapter.equals("a") ? "957" : "123";
        return Character.digit(digits.charAt(Integer.parseInt(pod.replace("pod-", "")) - 1), 10);
    }

    /** An operator's pin, a load under way and a failed load bind every policy: here the one that would use pod 1 only. */
    @Test
    void pinsAndFailuresBindEveryPolicy() {
        Placed placed = Placed.by(
                new FirstNPolicy(),
                Story.of(3)
                        .adapter("a")
                        .adapter("b")
                        .adapter("c")
                        .pinned("a", "pod-3")
                        .loading("b", "pod-2")
                        .failed("c", "pod-1", Story.NOW + 60_000, "no such file"));

        assertThat(placed.pods("a")).isEqualTo("3");
        assertThat(placed.pods("b")).isEqualTo("2");
        assertThat(placed.pods("c")).isEqualTo("2");
    }

    /** A base model's traffic is on all its pods, whatever a policy does with adapters. */
    @Test
    void aBaseModelIsServedByAllPods() {
        Placed placed = Placed.by(new FirstNPolicy(), Story.of(4).adapter("a").asked(Story.BASE, 8));

        assertThat(placed.pods(Story.BASE)).isEqualTo("1 2 3 4");
        assertThat(placed.load("pod-4")).isCloseTo(0.2, within(1e-3));
    }
}
