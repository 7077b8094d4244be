package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.optimizer.Story;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The policies that place by demand, each on a case worked by hand. A pod serves 10 requests a second, so 4 requests a second
 * are a load of 0.4; its target is 0.8, its capacity 1.
 */
class DemandPlacementsTest {
    private static final Offset<Double> A_QUANTUM = within(0.051);

    private static Story ranked(Story story, String adapter, int rank, double rate) {
        return story.adapter(adapter, rank, "standard", 1, 0, 0).asked(adapter, rate);
    }

    /**
     * Loads .7 .6 .5 .4 on 2 pods, largest first: .7→1 (.7, 0), .6→2 (.7, .6), .5→2 (.7, 1.1), .4→1 (1.1, 1.1).
     */
    @Test
    void lptPutsTheLargestFirstOnTheLeastLoaded() {
        Placed placed = Placed.by(
                new LptPolicy(),
                Story.of(2)
                        .adapter("a")
                        .asked("a", 7)
                        .adapter("b")
                        .asked("b", 6)
                        .adapter("c")
                        .asked("c", 5)
                        .adapter("d")
                        .asked("d", 4));

        assertThat(placed.adapters("pod-1")).isEqualTo("a d");
        assertThat(placed.adapters("pod-2")).isEqualTo("b c");
        assertThat(placed.load("pod-1")).isCloseTo(1.1, within(1e-3));
    }

    /** Load 2.0 at a target of 0.8 is 3 replicas of .667; the .3 goes where nothing is. */
    @Test
    void lptGivesAsManyReplicasAsNeeded() {
        Placed placed = Placed.by(
                new LptPolicy(),
                Story.of(4).adapter("a").asked("a", 20).adapter("b").asked("b", 3));

        assertThat(placed.pods("a")).isEqualTo("1 2 3");
        assertThat(placed.share("a", "pod-2")).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(placed.pods("b")).isEqualTo("4");
    }

    /**
     * a .5 is on 2 with b .2, c .4 on 1 by the plan in force: all within .8, so nothing moves, though from nothing a would be
     * on 1. At c .7 its pod is still within; at c .9, more than a target, it is two parts of .45: one stays, one goes to 3.
     */
    @Test
    void lptStaysWithinTheTarget() {
        Story story = Story.of(3)
                .adapter("a")
                .asked("a", 5)
                .adapter("b")
                .asked("b", 2)
                .adapter("c");
        story.placed("a", "pod-2").placed("b", "pod-2").placed("c", "pod-1");

        Placed quiet = Placed.by(new LptPolicy(), story.asked("c", 7));
        assertThat(quiet.adapters("pod-1")).isEqualTo("c");
        assertThat(quiet.adapters("pod-2")).isEqualTo("a b");

        Placed busy = Placed.by(new LptPolicy(), story.asked("c", 9));
        assertThat(busy.pods("c")).isEqualTo("1 3");
        assertThat(busy.adapters("pod-2")).isEqualTo("a b");
    }

    /**
     * From nothing a rank 64 .5 has pod 1, and b .4 and c .1, rank 8, have pod 2. By the plan in force b and c are on 1 and a
     * is on 2, and the pods are alike: so the parts change places.
     */
    @Test
    void alikePodsChangePlacesForTheFewestMoves() {
        Story story = Story.of(2);
        ranked(story, "a", 64, 5);
        ranked(story, "b", 8, 4);
        ranked(story, "c", 8, 1);
        assertThat(Placed.by(new LoraserveLikePolicy(), story).pods("a")).isEqualTo("1");

        Placed placed = Placed.by(
                new LoraserveLikePolicy(),
                story.placed("a", "pod-2").placed("b", "pod-1").placed("c", "pod-1"));

        assertThat(placed.adapters("pod-1")).isEqualTo("b c");
        assertThat(placed.adapters("pod-2")).isEqualTo("a");
    }

    /**
     * Points: pods 1 2 3 at 10 20 30, a at 5, b at 15, c at 8. Loads .6 .3 .3, the bound 1.25 × 1.2 / 3 = 0.5.
     * a: .5 on pod 1 (full), .1 on pod 2. b: pod 2 has .4 left, .3 there. c: pod 1 is full, pod 2 has .1 left, .2 on pod 3.
     */
    @Test
    void boundedHashSpillsClockwiseAtTheBound() {
        Map<String, Long> points = Map.of("pod-1#0", 10L, "pod-2#0", 20L, "pod-3#0", 30L, "a", 5L, "b", 15L, "c", 8L);

        Placed placed = Placed.by(
                new BoundedHashPolicy(points::get, 1),
                Story.of(3)
                        .adapter("a")
                        .asked("a", 6)
                        .adapter("b")
                        .asked("b", 3)
                        .adapter("c")
                        .asked("c", 3));

        assertThat(placed.pods("a")).isEqualTo("1 2");
        assertThat(placed.share("a", "pod-1")).isCloseTo(5.0 / 6, A_QUANTUM);
        assertThat(placed.pods("b")).isEqualTo("2");
        assertThat(placed.pods("c")).isEqualTo("2 3");
        assertThat(placed.share("c", "pod-3")).isCloseTo(2.0 / 3, A_QUANTUM);
    }

    /**
     * Loads .3 and .3, the bound 1.25 × .6 / 3 = .25. a, at 25, finds pod 3 first: .25 there, .05 goes round to pod 1. b, at
     * 35, past the last point, begins with pod 1: .2 are left there, .1 goes to pod 2.
     */
    @Test
    void boundedHashGoesRound() {
        Map<String, Long> points = Map.of("pod-1#0", 10L, "pod-2#0", 20L, "pod-3#0", 30L, "a", 25L, "b", 35L);

        Placed placed = Placed.by(
                new BoundedHashPolicy(points::get, 1),
                Story.of(3).adapter("a").asked("a", 3).adapter("b").asked("b", 3));

        assertThat(placed.pods("a")).isEqualTo("1 3");
        assertThat(placed.share("a", "pod-1")).isCloseTo(1.0 / 6, A_QUANTUM);
        assertThat(placed.pods("b")).isEqualTo("1 2");
        assertThat(placed.share("b", "pod-2")).isCloseTo(1.0 / 3, A_QUANTUM);
    }

    /**
     * Loads .8 and .2 on 2 pods, so 2 + 2 - 1 = 3 replicas at least. a is first (none has a replica), on pod 1; then b, on the
     * emptier pod 2. Least burst tolerance: a 1/.8 = 1.25, b 1/.2 = 5. Shares of replicas 1/2 and 1/2 against .8 and .2: a
     * wants one more; on pod 2 it has 2/.8 less the memory of weights, more than before. Then a is everywhere: the end.
     */
    @Test
    void dloraRaisesTheLeastBurstTolerance() {
        Placed placed = Placed.by(
                new DloraLikePolicy(),
                Story.of(2).adapter("a").asked("a", 8).adapter("b").asked("b", 2));

        assertThat(placed.pods("a")).isEqualTo("1 2");
        assertThat(placed.pods("b")).isEqualTo("2");
        assertThat(placed.share("a", "pod-1")).isEqualTo(0.5);
    }

    /**
     * Loads .5 .3 .2 on 2 pods: a→1, b→2, c→1 (both have one, the first). Then a, with 1/3 of the replicas for half of the
     * demand, on 2: the least tolerance goes from a's 1/.5 to b's 1/.3. Now 2/4, 1/4, 1/4 for .5 .3 .2: b on 1, the least is
     * a's 2/.5. Now 2/5 for a's .5 is furthest below, and a is everywhere: the end, with 5 replicas of the least 2 + 3 - 1.
     */
    @Test
    void dloraStopsWhereTheMostWantingIsEverywhere() {
        Placed placed = Placed.by(
                new DloraLikePolicy(),
                Story.of(2)
                        .adapter("a")
                        .asked("a", 5)
                        .adapter("b")
                        .asked("b", 3)
                        .adapter("c")
                        .asked("c", 2));

        assertThat(placed.adapters("pod-1")).isEqualTo("a b c");
        assertThat(placed.adapters("pod-2")).isEqualTo("a b");
    }

    /**
     * Rank 64: a .5; rank 8: b .4, c .6, d .5; 4 pods, level 2.0 / 4 = 0.5. Budgets by utilisation .5 : 1.5 are 1 and 3. Rank
     * 64: a on pod 1. Rank 8, largest first on the least loaded of pods 2 3 4: c .5 on 2 and .1 on 3; d .5 on 4; b: 3 has .4
     * left.
     */
    @Test
    void loraserveGivesRanksTheirOwnPodsAndPacksInFractions() {
        Story story = Story.of(4);
        ranked(story, "a", 64, 5);
        ranked(story, "b", 8, 4);
        ranked(story, "c", 8, 6);
        ranked(story, "d", 8, 5);

        Placed placed = Placed.by(new LoraserveLikePolicy(), story);

        assertThat(placed.adapters("pod-1")).isEqualTo("a");
        assertThat(placed.adapters("pod-2")).isEqualTo("c");
        assertThat(placed.adapters("pod-3")).isEqualTo("b c");
        assertThat(placed.adapters("pod-4")).isEqualTo("d");
        assertThat(placed.share("c", "pod-2")).isCloseTo(5.0 / 6, A_QUANTUM);
    }

    /**
     * Rank 64: a .9; rank 8: b .1; 2 pods, budgets 1.8 and .2 round to 2 and 0. a: level .5, .5 on 1 and .4 on 2. b has no pod
     * of its own: of those that serve rank 8 or higher already the least loaded, 2.
     */
    @Test
    void loraservePutsARankWithoutPodsBesideAHigherOne() {
        Story story = Story.of(2);
        ranked(story, "a", 64, 9);
        ranked(story, "b", 8, 1);

        Placed placed = Placed.by(new LoraserveLikePolicy(), story);

        assertThat(placed.pods("a")).isEqualTo("1 2");
        assertThat(placed.share("a", "pod-1")).isCloseTo(5.0 / 9, A_QUANTUM);
        assertThat(placed.pods("b")).isEqualTo("2");
    }

    /**
     * Rank 32: a .4, b .1, c .3; rank 8: d .4. Zig-zag: a b c, then d. 2 pods. The lowest level at which all fit: a + b = .5,
     * then c + d = .7; at less than .7 c and d need a third pod, at .8 a b c would be together: the bisection ends at .7.
     */
    @Test
    void agulloPacksRankByRankInZigZagAtTheLowestLevel() {
        Story story = Story.of(2);
        ranked(story, "a", 32, 4);
        ranked(story, "b", 32, 1);
        ranked(story, "c", 32, 3);
        ranked(story, "d", 8, 4);

        Placed placed = Placed.by(new AgulloGreedyPolicy(), story);

        assertThat(placed.adapters("pod-1")).isEqualTo("a b");
        assertThat(placed.adapters("pod-2")).isEqualTo("c d");
    }

    /** The plan in force has a .4 and b .3 on pod 2: .7 is within the target, and stays so; .9 is not: packed anew. */
    @Test
    void agulloPacksAnewOnlyWhenAPodWouldStarve() {
        Story story = Story.of(2).adapter("a").asked("a", 4).adapter("b").asked("b", 3);
        story.placed("a", "pod-2").placed("b", "pod-2");
        assertThat(Placed.by(new AgulloGreedyPolicy(), story).adapters("pod-2")).isEqualTo("a b");

        Placed placed = Placed.by(new AgulloGreedyPolicy(), story.asked("b", 5));
        assertThat(placed.adapters("pod-1")).hasSize(1);
        assertThat(placed.adapters("pod-2")).hasSize(1);
    }

    /** Load 1.2 at a target of .8 is 2 parts of .6, on different pods. */
    @Test
    void agulloCutsWhatIsMoreThanAPod() {
        Placed placed =
                Placed.by(new AgulloGreedyPolicy(), Story.of(2).adapter("a").asked("a", 12));

        assertThat(placed.pods("a")).isEqualTo("1 2");
        assertThat(placed.share("a", "pod-1")).isEqualTo(0.5);
    }

    /** Capacity 1. a .9 is on pod 1 and b .2 on pod 2 by the plan in force; neither host is overloaded, so nothing is loaded. */
    @Test
    void multiplexKeepsItsCaches() {
        Placed placed = Placed.by(
                new MultiplexPolicy(),
                Story.of(2)
                        .adapter("a")
                        .asked("a", 9)
                        .placed("a", "pod-1")
                        .adapter("b")
                        .asked("b", 2)
                        .placed("b", "pod-2"));

        assertThat(placed.pods("a")).isEqualTo("1");
        assertThat(placed.pods("b")).isEqualTo("2");
    }

    /** 1.5 is more than pod 1 has: a second copy. The room is 1 and 1, so even shares. Nothing drops it when demand falls. */
    @Test
    void multiplexCopiesWhatItsHostsHaveNoRoomForAndKeepsTheCopy() {
        Story story = Story.of(2).adapter("a").asked("a", 15).placed("a", "pod-1");
        assertThat(Placed.by(new MultiplexPolicy(), story).pods("a")).isEqualTo("1 2");
        assertThat(Placed.by(new MultiplexPolicy(), story).share("a", "pod-2")).isEqualTo(0.5);

        Story later = Story.of(2).adapter("a").asked("a", 1).placed("a", "pod-1", "pod-2");
        assertThat(Placed.by(new MultiplexPolicy(), later).pods("a")).isEqualTo("1 2");
    }

    /**
     * One place on each of 2 pods. By the plan in force b, now silent, is on both; a is asked for and nowhere: one copy of b is
     * used least and goes, the last one stays.
     */
    @Test
    void multiplexDropsTheLeastUsedButNotTheLastCopy() {
        Placed placed = Placed.by(
                new MultiplexPolicy(),
                Story.of(2).slots(1, 1).adapter("a").asked("a", 1).adapter("b").placed("b", "pod-1", "pod-2"));

        assertThat(placed.pods("a")).hasSize(1);
        assertThat(placed.pods("b")).hasSize(1);
        assertThat(placed.pods("a")).isNotEqualTo(placed.pods("b"));
    }

    @Test
    void theOracleIsOurPlannerAndSaysWhatItMustBeTold() {
        Story story = Story.of(2).adapter("a").asked("a", 7).adapter("b").asked("b", 6);
        PlacementPolicy oracle = Placements.named("oracle");

        assertThat(oracle.traits().demand()).isEqualTo(PolicyTraits.Foresight.COMING);
        assertThat(oracle.traits().weighed()).isTrue();
        Placed placed = Placed.by(oracle, story);
        Placed ours = Placed.by(Placements.named("optaplanner"), story);
        assertThat(placed.occupancy().standing()).isEqualTo(ours.occupancy().standing());
    }
}
