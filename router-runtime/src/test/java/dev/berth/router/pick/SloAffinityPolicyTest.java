package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Figures by hand: 10 ms a step, 0.1 ms for each decode and for each prompt token, no LoRA cost, 2,048 tokens a step. */
class SloAffinityPolicyTest {
    private static final EngineSpec ENGINE = new EngineSpec(
            "test",
            "GPU",
            "llama",
            1,
            new StepTime(10, 0.1, 0.1, 0, 0, 0),
            new EngineLimits(256, 2_048, 200_000, 16, 32_768, 8, 32, 64),
            List.of(new LoadTime(16, 6, 100, 50), new LoadTime(64, 20, 400, 200), new LoadTime(128, 40, 900, 300)),
            4,
            1,
            List.of());
    private static final LatencyProfile PROFILE =
            ProfileFromEngine.of(Version.firstOf(1), 0, "default/sim", "llama", ENGINE, new SloTarget(0.5, 0.05, 0), 4);
    private static final SloTarget INTERACTIVE = new SloTarget(0.5, 0.05, 0);
    private static final SloTarget BATCH = new SloTarget(0, 0, 30);
    /** 20 tokens per second, as {@link #INTERACTIVE} asks for. */
    private static final double RATE = 20;

    private static final RequestFacts REQUEST = new RequestFacts("sql", true, 1_000, 100, 7).withTarget(INTERACTIVE);

    private final Policy policy = new SloAffinityPolicy();
    private final RandomGenerator random = new SplittableRandom(1);

    private Pick pick(RequestFacts request, ProfileSource profiles, Candidates... pods) {
        List<Candidate> candidates =
                Arrays.stream(pods).map(Candidates::candidate).toList();
        return policy.pick(request, candidates, profiles, random);
    }

    private Pick pick(RequestFacts request, Candidates... pods) {
        return pick(request, deployment -> PROFILE, pods);
    }

    private static double first(Candidates pod, long toRead) {
        return EngineForecast.firstTokenSeconds(ENGINE, pod, pod.podInFlight(), 0, toRead, 1);
    }

    @Test
    void anIdlePodReadsThePromptInOneStep() {
        // 10 + 1,000 * 0.1 = 110 ms
        assertThat(first(Candidates.pod("a"), 1_000)).isCloseTo(0.110, within(1e-9));
    }

    @Test
    void whoIsAheadInTheQueueIsReadFirstAndDecodesShareTheSteps() {
        Candidates pod = Candidates.pod("a").answering(10, 1_000, 100, RATE).queued(3, 1_000, 100, RATE);
        // 4,000 tokens in chunks of 2,048 - 10: two steps. Half of a full one: (10 + 10 * 0.1 + 203.8) / 2 = 107.4 ms;
        // two more: 2 * (10 + 1) = 22 ms; the tokens: 400 ms.
        assertThat(first(pod, 1_000)).isCloseTo(0.5294, within(1e-9));
    }

    @Test
    void aTokenTakesAStepOfAllThatAreThereAndOfThePromptsThatReplaceThem() {
        Candidates pod = Candidates.pod("a").answering(10, 1_000, 100, RATE);
        // 10 requests of 100 outputs end every 10 steps each, so 100 prompt tokens come with a step: 10 + 1.1 + 10 ms
        double arriving = EngineForecast.arrivingTokens(pod, ENGINE.limits(), 10, pod.podOutputTokens());
        assertThat(arriving).isEqualTo(100);
        assertThat(EngineForecast.tokenSeconds(ENGINE, 11, arriving, 0, 1)).isCloseTo(0.0211, within(1e-9));
    }

    @Test
    void anAdapterThatLeftItsSlotIsLoadedAndOneThatLeftHostMemoryIsReadAgain() {
        // Of rank 64, the largest that the engine takes.
        assertThat(EngineForecast.slotMissSeconds(REQUEST, Candidates.pod("a").unusedFor(7), 8, ENGINE))
                .isZero();
        assertThat(EngineForecast.slotMissSeconds(REQUEST, Candidates.pod("a").unusedFor(8), 8, ENGINE))
                .isCloseTo(0.020, within(1e-9));
        assertThat(EngineForecast.slotMissSeconds(REQUEST, Candidates.pod("a").unusedFor(32), 8, ENGINE))
                .isCloseTo(0.220, within(1e-9));
    }

    @Test
    void overSubscriptionIsAShareOfWhatThereIs() {
        Candidates full = Candidates.pod("a").slots(8, 8);
        // A ninth adapter for eight slots, each held for about two requests: 2 * 1/8.
        assertThat(EngineForecast.overflow(REQUEST, full, ENGINE.limits(), 8, 0, 8))
                .isEqualTo(0.25);
        assertThat(EngineForecast.overflow(REQUEST, full.ofModel(2, 1), ENGINE.limits(), 8, 0, 8))
                .as("it is in the batch")
                .isZero();
        assertThat(EngineForecast.overflow(REQUEST, Candidates.pod("a"), ENGINE.limits(), 511, 0, 8))
                .as("512 sequences for 256 places")
                .isEqualTo(1);
        assertThat(EngineForecast.overflow(REQUEST, Candidates.pod("a"), ENGINE.limits(), 10, 219_000, 8))
                .as("220,000 tokens for 200,000")
                .isCloseTo(0.1, within(1e-9));
    }

    @Test
    void aForecastOfHalfTheAllowedIsMissedByOneInSeventeen() {
        assertThat(SloAffinityPolicy.miss(0)).isZero();
        assertThat(SloAffinityPolicy.miss(0.5)).isCloseTo(1 / 17.0, within(1e-12));
        assertThat(SloAffinityPolicy.miss(1)).isEqualTo(0.5);
        assertThat(SloAffinityPolicy.miss(1e9)).isEqualTo(1);
    }

    @Test
    void theWorstOfTheTargetsCounts() {
        assertThat(SloAffinityPolicy.ratio(REQUEST, ENGINE, 0.25, 0.02)).isEqualTo(0.5);
        assertThat(SloAffinityPolicy.ratio(REQUEST, ENGINE, 0.05, 0.04)).isCloseTo(0.8, within(1e-9));
        assertThat(SloAffinityPolicy.ratio(REQUEST.waiting(0.25), ENGINE, 0.25, 0.02))
                .as("what it waited counts")
                .isEqualTo(1);
        // 0.9 + 99 * 0.02 = 2.88 s of 30 s
        assertThat(SloAffinityPolicy.ratio(REQUEST.withTarget(BATCH), ENGINE, 0.9, 0.02))
                .isCloseTo(0.096, within(1e-9));
        // Not streamed: 2.23 s of 0.5 + 99 * 0.05 = 5.45 s
        assertThat(SloAffinityPolicy.ratio(REQUEST.whole(), ENGINE, 0.25, 0.02)).isCloseTo(2.23 / 5.45, within(1e-9));
    }

    @Test
    void aLongPromptIsHeldToWhatItCanBeHeldTo() {
        // 8,000 tokens take an idle engine 4 * 10 + 800 = 840 ms, so 1.68 s are allowed.
        RequestFacts longOne = new RequestFacts("sql", true, 8_000, 1, 0).withTarget(INTERACTIVE);
        assertThat(SloAffinityPolicy.ratio(longOne, ENGINE, 0.84, 0)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void aQueueThatIsTooLongIsLeftForABusierPodThatMeetsTheTarget() {
        Candidates queue = Candidates.pod("a").queued(5, 1_000, 100, RATE);
        Candidates busy = Candidates.pod("b").answering(20, 1_000, 100, RATE);
        assertThat(pick(REQUEST, queue, busy)).isEqualTo(new Pick(1, PickReason.SUREST));
    }

    @Test
    void ofSurePodsTheOneFurthestBelowItsPlannedWeightIsTaken() {
        Candidates over = Candidates.pod("a").weighing(0.7).lately(0.9);
        Candidates below = Candidates.pod("b").weighing(0.3).lately(0.1);
        assertThat(pick(REQUEST, over, below).index()).isEqualTo(1);
        assertThat(pick(REQUEST, over.lately(0.5), below.lately(0.5)).index()).isZero();
    }

    @Test
    void theWeightGivesWayWhereThePodIsNotSure() {
        Candidates planned = Candidates.pod("a").weighing(1).lately(0).queued(5, 1_000, 100, RATE);
        Candidates other = Candidates.pod("b").weighing(0).lately(1);
        assertThat(pick(REQUEST, planned, other).index()).isEqualTo(1);
    }

    @Test
    void aCachedPrefixIsWorthItsReading() {
        RequestFacts turn = REQUEST.withPrefix(PrefixBlocks.ofChain(new long[] {1, 2, 3, 4}, 200));
        Candidates cold = Candidates.pod("a").answering(5, 1_000, 100, RATE);
        Candidates cached = Candidates.pod("b").answering(6, 1_000, 100, RATE).caching(4);
        assertThat(pick(turn, cold, cached).index()).isEqualTo(1);
        assertThat(pick(REQUEST, cold, cached).index()).as("another prompt").isZero();
    }

    @Test
    void anAdapterStaysWhereItIsActiveWhileSlotsAreScarce() {
        Candidates active = Candidates.pod("a")
                .answering(12, 1_000, 100, RATE)
                .ofModel(2, 2)
                .slots(7, 8);
        Candidates lastSlot =
                Candidates.pod("b").answering(10, 1_000, 100, RATE).slots(7, 8);
        assertThat(pick(REQUEST, active, lastSlot).index()).isZero();
    }

    @Test
    void itTakesASlotElsewhereWhenItsPodCantKeepUp() {
        Candidates active =
                Candidates.pod("a").queued(8, 1_000, 100, RATE).ofModel(8, 0).slots(4, 8);
        Candidates free = Candidates.pod("b").answering(10, 1_000, 100, RATE).slots(4, 8);
        assertThat(pick(REQUEST, active, free).index()).isEqualTo(1);
    }

    @Test
    void aBaseModelNeedsNoSlot() {
        RequestFacts base = new RequestFacts("llama", false, 1_000, 100, 7).withTarget(INTERACTIVE);
        Candidates full = Candidates.pod("a").answering(5, 1_000, 100, RATE).slots(8, 8);
        Candidates free = Candidates.pod("b").answering(9, 1_000, 100, RATE).slots(0, 8);
        assertThat(pick(base, full, free).index()).isZero();
        assertThat(pick(REQUEST, full, free).index()).isEqualTo(1);
    }

    @Test
    void aStandbyComesAfterAnEqualHotPodAndBeforeAClearlyWorseOne() {
        Candidates idle = Candidates.pod("a");
        Candidates busy = Candidates.pod("a").answering(10, 1_000, 100, RATE);
        Candidates hopeless = Candidates.pod("a").queued(10, 1_000, 100, RATE);
        Candidates standby = Candidates.pod("b").warm();
        assertThat(pick(REQUEST, idle, standby).index()).isZero();
        assertThat(pick(REQUEST, busy, standby).index()).isEqualTo(1);
        assertThat(pick(REQUEST, hopeless, standby)).isEqualTo(new Pick(1, PickReason.SUREST));
    }

    @Test
    void aPatientRequestLeavesThePodWhoseRequestsItWouldMakeLate() {
        // Both would do for the request itself; 34 answers at 45 ms a token of 50 allowed would not all survive its
        // prompt.
        RequestFacts patient = new RequestFacts("etl", true, 4_000, 100, 7).withTarget(BATCH);
        Candidates tight = Candidates.pod("a").answering(34, 100, 11, RATE).ofModel(1, 1);
        Candidates queue = Candidates.pod("b").queued(2, 2_000, 100, 1 / 0.3);
        assertThat(pick(patient, tight, queue).index()).isEqualTo(1);
    }

    @Test
    void withoutAProfileQueuesSlotsAndPrefixesStillDecide() {
        Candidates queue = Candidates.pod("a").queued(5, 1_000, 100, RATE);
        Candidates idle = Candidates.pod("b");
        assertThat(pick(REQUEST, ProfileSource.NONE, queue, idle)).isEqualTo(new Pick(1, PickReason.NO_PROFILE));
    }

    @Test
    void equalPodsAreTakenByRequestsThenByName() {
        assertThat(pick(REQUEST, Candidates.pod("b"), Candidates.pod("a")).index())
                .isEqualTo(1);
    }

    @Test
    void aRequestThatIsLostAnywayGoesWhereFewestAreStillOnTime() {
        // Tokens take 76 ms there and 65 ms here, of 50 allowed: 84 and 74 of 100 requests are lost already.
        Candidates lost = Candidates.pod("a").queued(60, 1_000, 100, RATE);
        Candidates late = Candidates.pod("b").queued(50, 1_000, 100, RATE);
        assertThat(pick(REQUEST, lost, late)).isEqualTo(new Pick(0, PickReason.LEAST_LATE));
    }

    @Test
    void aPickMakesNoObject() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RequestFacts turn = REQUEST.withPrefix(PrefixBlocks.ofChain(new long[] {1, 2, 3, 4}, 200));
        List<Candidate> pods = List.of(
                Candidates.pod("a").queued(5, 1_000, 100, RATE).candidate(),
                Candidates.pod("b").answering(9, 1_000, 100, RATE).slots(8, 8).candidate(),
                Candidates.pod("c").warm().unusedFor(99).candidate());
        ProfileSource profiles = deployment -> PROFILE;
        long sum = pickOften(turn, pods, profiles);
        long before = threads.getCurrentThreadAllocatedBytes();
        long again = pickOften(turn, pods, profiles);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(again).isEqualTo(sum);
        assertThat(bytes).as("bytes of 10,000 picks").isLessThan(10_000);
    }

    private long pickOften(RequestFacts request, List<Candidate> pods, ProfileSource profiles) {
        long sum = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += policy.pick(request, pods, profiles, random).index();
        }
        return sum;
    }
}
