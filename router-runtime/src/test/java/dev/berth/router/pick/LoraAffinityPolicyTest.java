package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The rules of AIBrix's proposal 1181 with the findings of its review. */
class LoraAffinityPolicyTest {
    private static final RequestFacts ADAPTER = new RequestFacts("sql", true, 256, 128, 0);
    private static final RequestFacts BASE = new RequestFacts("llama", false, 256, 128, 0);
    /** A draw far from both ends: below 0.999. */
    private static final RandomGenerator USUAL = new Fixed(0.5);
    /** The one draw in a thousand. */
    private static final RandomGenerator SELDOM = new Fixed(0.9995);

    private final Policy policy = new LoraAffinityPolicy();

    private record Fixed(double draw) implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return draw;
        }
    }

    private Pick pick(RequestFacts request, RandomGenerator random, Candidates... pods) {
        List<Candidate> candidates =
                Arrays.stream(pods).map(Candidates::candidate).toList();
        return policy.pick(request, candidates, ProfileSource.NONE, random);
    }

    @Test
    void thePodThatRunsTheAdapterWinsOverAnIdleOne() {
        Candidates running = Candidates.pod("a").with(5).ofModel(2, 1).slots(8, 8);
        Candidates idle = Candidates.pod("b").slots(0, 8);
        assertThat(pick(ADAPTER, USUAL, running, idle)).isEqualTo(new Pick(0, PickReason.ADAPTER_RUNNING));
    }

    @Test
    void runningBeatsWaitingWhateverTheirRequests() {
        Candidates waiting = Candidates.pod("a").with(1).ofModel(1, 0);
        Candidates running = Candidates.pod("b").with(9).ofModel(3, 1);
        assertThat(pick(ADAPTER, USUAL, waiting, running)).isEqualTo(new Pick(1, PickReason.ADAPTER_RUNNING));
    }

    @Test
    void waitingBeatsAFreeSlot() {
        Candidates free = Candidates.pod("a").slots(0, 8);
        Candidates waiting = Candidates.pod("b").with(4).ofModel(1, 0);
        assertThat(pick(ADAPTER, USUAL, free, waiting)).isEqualTo(new Pick(1, PickReason.ADAPTER_WAITING));
    }

    @Test
    void insideTheGroupFewestRequestsWin() {
        Candidates busy = Candidates.pod("a").with(7).ofModel(2, 2);
        Candidates calm = Candidates.pod("b").with(3).ofModel(2, 2);
        assertThat(pick(ADAPTER, USUAL, busy, calm).index()).isEqualTo(1);
    }

    @Test
    void oneInAThousandGoesToAFreeSlotSoThatAHotAdapterSpreads() {
        Candidates running = Candidates.pod("a").ofModel(1, 1);
        Candidates free = Candidates.pod("b").slots(1, 8);
        assertThat(pick(ADAPTER, SELDOM, running, free)).isEqualTo(new Pick(1, PickReason.SPREAD));
    }

    @Test
    void aboutOneInAThousandIsWhatTheLotGives() {
        RandomGenerator random = new SplittableRandom(7);
        Candidates running = Candidates.pod("a").ofModel(1, 1);
        Candidates free = Candidates.pod("b").slots(1, 8);
        int spread = 0;
        for (int i = 0; i < 100_000; i++) {
            spread += pick(ADAPTER, random, running, free).index();
        }
        assertThat(spread).isBetween(60, 145);
    }

    @Test
    void withoutAFreeSlotTheLotIsNotDrawn() {
        Candidates running = Candidates.pod("a").ofModel(1, 1);
        Candidates full = Candidates.pod("b").slots(8, 8);
        assertThat(pick(ADAPTER, SELDOM, running, full)).isEqualTo(new Pick(0, PickReason.ADAPTER_RUNNING));
    }

    @Test
    void anAdapterActiveNowhereTakesAFreeSlotNotTheShorterQueue() {
        Candidates full = Candidates.pod("a").with(1).slots(8, 8);
        Candidates free = Candidates.pod("b").with(6).slots(7, 8);
        assertThat(pick(ADAPTER, USUAL, full, free)).isEqualTo(new Pick(1, PickReason.FREE_SLOT));
    }

    @Test
    void capacityComesFromMaxLorasItself() {
        Candidates three = Candidates.pod("a").slots(3, 3);
        Candidates four = Candidates.pod("b").with(9).slots(3, 4);
        assertThat(pick(ADAPTER, USUAL, three, four).index()).isEqualTo(1);
    }

    @Test
    void anUnknownMaxLorasCountsAsFreeAndDivisionByItIsNone() {
        Candidates unknown = Candidates.pod("a").slots(20, 0);
        Candidates full = Candidates.pod("b").slots(8, 8);
        assertThat(pick(ADAPTER, USUAL, full, unknown)).isEqualTo(new Pick(1, PickReason.FREE_SLOT));
    }

    @Test
    void whenNothingIsFreeTheLotDecides() {
        Candidates full = Candidates.pod("a").with(1).slots(8, 8);
        Candidates alsoFull = Candidates.pod("b").with(2).slots(8, 8);
        RandomGenerator random = new SplittableRandom(3);
        int second = 0;
        for (int i = 0; i < 1_000; i++) {
            Pick pick = pick(ADAPTER, random, full, alsoFull);
            assertThat(pick.reason()).isEqualTo(PickReason.NO_FREE_SLOT);
            second += pick.index();
        }
        assertThat(second).isBetween(430, 570);
    }

    @Test
    void aBaseModelNeedsNoSlot() {
        Candidates full = Candidates.pod("a").with(1).slots(8, 8);
        Candidates free = Candidates.pod("b").with(2).slots(0, 8);
        assertThat(pick(BASE, USUAL, full, free)).isEqualTo(new Pick(0, PickReason.LEAST_REQUEST));
    }
}
