package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.answeredFor;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows of 20 s that close every 5 s. */
class AdapterDemandFunctionTest {
    private static final long HOUR = 3_600;
    private static final Windows WINDOWS = new Windows(20_000, 5_000);

    private KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, AdapterDemand> job;
    private int read;

    @BeforeEach
    void start() throws Exception {
        job = harness();
        job.open();
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, AdapterDemand> harness()
            throws Exception {
        return harness(0);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, AdapterDemand> harness(long knownFrom)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new AdapterDemandFunction(WINDOWS, new RecordReader(Topics.REQUESTS, 60_000), knownFrom)),
                ReadRecord::model,
                Types.STRING);
    }

    private void tell(RequestArrived arrived) throws Exception {
        job.processElement(new StreamRecord<>(ReadRecord.of(arrived), arrived.atMillis()));
    }

    private void tell(RequestFinished finished) throws Exception {
        job.processElement(new StreamRecord<>(ReadRecord.of(finished), finished.atMillis()));
    }

    /** Event time comes to just before that second, so that windows which end there close. */
    private void timeComesTo(double seconds) throws Exception {
        job.processWatermark(new Watermark(at(seconds) - 1));
    }

    /** What was told since the last call. */
    private List<AdapterDemand> told() {
        List<AdapterDemand> all = job.extractOutputValues();
        List<AdapterDemand> news = List.copyOf(all.subList(read, all.size()));
        read = all.size();
        return news;
    }

    private static List<Long> ends(List<AdapterDemand> demands) {
        return demands.stream()
                .map(d -> (d.windowEndMillis() - RequestStory.MORNING) / 1_000)
                .toList();
    }

    @Test
    void tellsOfOneWindowWhatItsRequestsAmountTo() throws Exception {
        tell(asked("sql", 0.2));
        tell(asked("sql", 0.9));
        tell(asked("sql", 3.0));
        tell(asked("sql", 4.5));
        tell(answered("sql", 2.2, 100, 40, 2.0));
        tell(answered("sql", 3.9, 200, 40, 3.0));
        tell(ended("sql", 4.6, Outcome.REJECTED, SloJudge.Verdict.MISSED));
        tell(ended("sql", 4.7, Outcome.CLIENT_ABORT, SloJudge.Verdict.NOT_COUNTED));
        timeComesTo(5);

        AdapterDemand demand = told().get(0);
        assertThat(demand.model()).isEqualTo("sql");
        assertThat(demand.windowEndMillis()).isEqualTo(at(5));
        assertThat(demand.windowMillis()).isEqualTo(20_000);
        assertThat(demand.arrivals()).isEqualTo(4);
        assertThat(demand.arrivalsPerSecond()).isEqualTo(0.2);
        assertThat(demand.finished()).isEqualTo(4);
        assertThat(demand.failed()).isEqualTo(1);
        assertThat(demand.attainment()).isEqualTo(new Attainment(2, 3));
        assertThat(demand.lengths()).containsExactly(new LengthCell(5, 7, 1), new LengthCell(5, 8, 1));
        assertThat(demand.promptTokens()).isEqualTo(300);
        assertThat(demand.cachedTokens()).isEqualTo(32);
        assertThat(demand.outputTokens()).isEqualTo(80);
        assertThat(demand.meanE2eSeconds()).isEqualTo(2.5);
        assertThat(demand.meanTtftSeconds()).isEqualTo(0.5);
        assertThat(demand.concurrency()).as("Little: 0.2/s x 2.5 s").isEqualTo(0.5);
        assertThat(demand.version().epoch()).isEqualTo(at(5));
        assertThat(demand.version().counter()).as("1 + records").isEqualTo(9);
    }

    @Test
    void modelsDoNotMix() throws Exception {
        tell(asked("sql", 1));
        tell(asked("legal", 1));
        tell(asked("legal", 2));
        timeComesTo(5);
        assertThat(told())
                .extracting(AdapterDemand::model, AdapterDemand::arrivals)
                .containsExactlyInAnyOrder(tuple("sql", 1L), tuple("legal", 2L));
    }

    @Test
    void aQuietAdapterIsToldOfOnceWithNothingThenOfLongerTimesAndThenForgotten() throws Exception {
        tell(asked("sql", 1));
        timeComesTo(60);
        List<AdapterDemand> told = told();
        assertThat(ends(told)).containsExactly(5L, 10L, 15L, 20L, 25L, 60L);
        assertThat(told).extracting(AdapterDemand::arrivals).containsExactly(1L, 1L, 1L, 1L, 0L, 0L);
        assertThat(told.get(4).arrivalsPerSecond()).isZero();
        assertThat(told.get(4).forecastPerSecond()).as("it may come again").isBetween(0.0001, 0.05);

        timeComesTo(16 * 60);
        List<AdapterDemand> minutes = told();
        assertThat(ends(minutes)).hasSize(15).endsWith(15 * 60L, 16 * 60L);
        assertThat(minutes.get(13).horizons())
                .extracting(DemandHorizon::arrivals)
                .containsExactly(1L);
        assertThat(minutes.get(14).horizons()).isEmpty();
        assertThat(minutes.get(14).forecastPerSecond()).isZero();

        timeComesTo(25 * HOUR);
        List<AdapterDemand> hours = told();
        assertThat(hours).hasSize(25);
        assertThat(hours.subList(0, 24)).allSatisfy(demand -> assertThat(demand.horizons())
                .extracting(DemandHorizon::windowMillis, DemandHorizon::arrivals)
                .containsExactly(tuple(24 * HOUR * 1_000, 1L)));
        assertThat(hours.get(24).horizons()).isEmpty();
        assertThat(job.numKeyedStateEntries()).isZero();
        assertThat(job.numEventTimeTimers()).isZero();
    }

    @Test
    void anAdapterThatComesBackIsToldOfAgain() throws Exception {
        tell(asked("sql", 1));
        timeComesTo(60);
        told();
        tell(asked("sql", 61));
        timeComesTo(70);
        assertThat(ends(told())).containsExactly(65L, 70L);
    }

    @Test
    void longerTimesAreTheSumOfAllThatTheyHold() throws Exception {
        for (int minute = 0; minute < 75; minute++) {
            for (int i = 0; i <= minute % 3; i++) {
                tell(asked("sql", minute * 60 + 7 * i));
                tell(answered("sql", minute * 60 + 7 * i + 3, 100, 40, 1 + minute));
            }
            timeComesTo((minute + 1) * 60);
        }
        List<AdapterDemand> told = told();
        DemandHorizon quarter = told.get(told.size() - 1).horizons().get(0);
        assertThat(quarter.windowEndMillis()).isEqualTo(at(75 * 60));
        assertThat(quarter.arrivals()).isEqualTo(30);
        assertThat(quarter.arrivalsPerSecond()).isEqualTo(30 / 900.0);
        assertThat(quarter.peakPerSecond()).isEqualTo(1 / 5.0);
        assertThat(quarter.finished()).isEqualTo(30);
        assertThat(quarter.lengths()).containsExactly(new LengthCell(5, 7, 30));
        assertThat(quarter.cachedTokens()).isEqualTo(30 * 16);
        assertThat(quarter.latencies())
                .filteredOn(q -> q.kind() == LatencyQuantiles.Kind.E2E)
                .singleElement()
                .satisfies(e2e -> {
                    assertThat(e2e.count()).isEqualTo(30);
                    assertThat(e2e.p50Seconds()).isCloseTo(68, withinPercentage(2.1));
                    assertThat(e2e.p99Seconds()).isCloseTo(75, withinPercentage(2.1));
                });
        assertThat(quarter.served())
                .containsExactly(new ServedShare("standard", "", 30, new Attainment(30, 30), 0, 30 / 900.0));

        DemandHorizon day = told.get(told.size() - 1).horizons().get(1);
        assertThat(day.windowEndMillis()).as("each hour").isEqualTo(at(HOUR));
        assertThat(day.arrivals()).isEqualTo(120);
        assertThat(day.finished()).isEqualTo(120);
        assertThat(day.peakPerSecond()).isEqualTo(11 / 300.0);
    }

    @Test
    void aLongerTimeThatNothingCameToOrLeftIsToldAgainAsItWas() throws Exception {
        for (int i = 0; i < 40; i++) {
            tell(asked("sql", i));
            tell(answered("sql", i + 0.5, 1 << (i % 12), 40, 1 + i));
        }
        timeComesTo(5 * 60);
        List<DemandHorizon> fourth = horizonsEnding(4 * 60);
        assertThat(fourth).hasSize(1);
        assertThat(horizonsEnding(5 * 60))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("windowEndMillis")
                .isEqualTo(fourth);
    }

    /** The longer times that were told, by windows that end then too. */
    private List<DemandHorizon> horizonsEnding(double seconds) {
        return job.extractOutputValues().stream()
                .filter(demand -> demand.windowEndMillis() == at(seconds))
                .flatMap(demand -> demand.horizons().stream())
                .filter(horizon -> horizon.windowEndMillis() == at(seconds))
                .toList();
    }

    @Test
    void whatComesLateIsPartOfLongerTimesAlthoughNothingLeft() throws Exception {
        tell(asked("sql", 50));
        timeComesTo(60);
        tell(asked("sql", 45));
        timeComesTo(180);
        assertThat(horizonsEnding(60)).extracting(DemandHorizon::arrivals).contains(1L);
        assertThat(horizonsEnding(120)).extracting(DemandHorizon::arrivals).containsExactly(2L);
        assertThat(horizonsEnding(180)).extracting(DemandHorizon::arrivals).containsExactly(2L);
    }

    @Test
    void whatWasReadFarAheadIsNoPartOfTheWindowsBefore() throws Exception {
        for (int second = 0; second < 3_600; second++) {
            tell(asked("sql", second));
        }
        timeComesTo(3_600);
        List<AdapterDemand> told = told();
        assertThat(told).hasSize(720);
        assertThat(told.subList(3, 720))
                .allSatisfy(demand -> assertThat(demand.arrivals()).isEqualTo(20));
        assertThat(horizonsEnding(1_800)).extracting(DemandHorizon::arrivals).containsExactly(900L);
        assertThat(horizonsEnding(3_600)).extracting(DemandHorizon::arrivals).containsExactly(900L, 3_600L);
    }

    @Test
    void lengthsOfManyKindsAreToldInTheirOrder() throws Exception {
        for (int out = 0; out < 8; out++) {
            for (int in = 0; in < 8; in++) {
                tell(answered("sql", 1 + in / 10.0, 1 << (7 - in), 1 << (7 - out), 1));
            }
        }
        timeComesTo(5);
        List<LengthCell> expected = new ArrayList<>();
        for (int out = 0; out < 8; out++) {
            for (int in = 0; in < 8; in++) {
                expected.add(new LengthCell(out, in, 1));
            }
        }
        assertThat(told().get(0).lengths()).isEqualTo(expected);
    }

    @Test
    void aJobThatBeganAWhileAgoSaysHowMuchOfALongTimeItKnows() throws Exception {
        try (var young = harness(at(0))) {
            young.open();
            for (int i = 0; i < 120; i++) {
                young.processElement(new StreamRecord<>(ReadRecord.of(asked("sql", i)), at(i)));
            }
            young.processWatermark(new Watermark(at(120) - 1));
            List<AdapterDemand> told = young.extractOutputValues();
            DemandHorizon quarter = told.get(told.size() - 1).horizons().get(0);
            assertThat(quarter.coveredMillis()).isEqualTo(120_000);
            assertThat(quarter.arrivalsPerSecond()).isEqualTo(1);
            assertThat(told.get(told.size() - 1).forecastPerSecond()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void aJobKnowsAfterARestartSinceWhenItReads() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var first = harness(at(0))) {
            first.open();
            checkpoint = first.snapshot(1, 1);
        }
        try (var second = harness(at(300))) {
            second.initializeState(checkpoint);
            second.open();
            second.processElement(new StreamRecord<>(ReadRecord.of(asked("sql", 300)), at(300)));
            second.processWatermark(new Watermark(at(360) - 1));
            List<AdapterDemand> told = second.extractOutputValues();
            assertThat(told.get(told.size() - 1).horizons().get(0).coveredMillis())
                    .isEqualTo(360_000);
        }
    }

    @Test
    void servedIsToldByClassAndTenant() throws Exception {
        tell(answered("sql", 1));
        tell(answeredFor("acme", "interactive", 2, SloJudge.Verdict.MISSED));
        tell(answeredFor("acme", "interactive", 3, SloJudge.Verdict.MET));
        tell(ended("sql", 4, Outcome.FAILED, SloJudge.Verdict.MISSED));
        timeComesTo(5);
        assertThat(told().get(0).served())
                .containsExactly(
                        new ServedShare("interactive", "acme", 2, new Attainment(1, 2), 0, 1 / 20.0),
                        new ServedShare("standard", "", 2, new Attainment(1, 2), 1, 1 / 20.0));
    }

    @Test
    void inventedTenantsAreTakenTogether() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            tell(answeredFor("tenant-" + i, "interactive", 1 + i / 1_000.0, SloJudge.Verdict.MET));
        }
        timeComesTo(5);
        List<ServedShare> served = told().get(0).served();
        assertThat(served).hasSizeLessThanOrEqualTo(21);
        assertThat(served.stream().mapToLong(ServedShare::finished).sum()).isEqualTo(1_000);
        assertThat(served).extracting(ServedShare::tenant).contains(ServedShare.OTHERS);
    }

    private List<AdapterDemand> early() {
        var early = job.getSideOutput(AdapterDemandFunction.EARLY);
        return early == null
                ? List.of()
                : early.stream().map(StreamRecord::getValue).toList();
    }

    @Test
    void aFlashCrowdIsToldAtOnceAndTheWindowSupersedesIt() throws Exception {
        timeComesTo(100);
        for (int i = 0; i < 20; i++) {
            tell(asked("sql", 101 + i / 20.0));
        }
        assertThat(early()).hasSize(1);
        AdapterDemand flagged = early().get(0);
        assertThat(flagged.early()).isTrue();
        assertThat(flagged.windowEndMillis()).isEqualTo(at(105));
        assertThat(flagged.arrivals()).as("it took no more than that").isLessThanOrEqualTo(12);
        assertThat(flagged.forecastPerSecond()).isCloseTo(20, within(0.01));
        assertThat(flagged.forecastUpperPerSecond()).isGreaterThan(20);
        assertThat(flagged.changes()).containsExactly(new ChangePoint(ChangePoint.Kind.SURGE, at(101), 0, 20));

        timeComesTo(105);
        AdapterDemand whole = told().get(0);
        assertThat(whole.version().isNewerThan(flagged.version())).isTrue();
        assertThat(whole.arrivals()).isEqualTo(20);
        assertThat(whole.changes()).hasSize(1);
        assertThat(whole.forecastPerSecond()).isBetween(4.0, 20.0);
    }

    @Test
    void strayArrivalsBeforeAFlashCrowdDoNotThinItsRate() throws Exception {
        timeComesTo(100);
        tell(asked("sql", 100.1));
        tell(asked("sql", 101.4));
        tell(asked("sql", 102.1));
        for (int i = 0; i < 20; i++) {
            tell(asked("sql", 103 + i / 20.0));
        }
        assertThat(early()).hasSize(1);
        assertThat(early().get(0).changes()).containsExactly(new ChangePoint(ChangePoint.Kind.SURGE, at(103), 0, 20));
        assertThat(early().get(0).forecastPerSecond()).isCloseTo(20, within(0.01));
    }

    @Test
    void manyAtOnceAreNoPaceOfThousandsASecond() throws Exception {
        timeComesTo(100);
        for (int i = 0; i < 16; i++) {
            tell(asked("sql", 103 + i / 1_000.0));
        }
        assertThat(early()).hasSize(1);
        assertThat(early().get(0).forecastPerSecond()).isLessThan(100);
    }

    @Test
    void noAlarmHidesTheWindowThatHoldsTheFirst() throws Exception {
        timeComesTo(100);
        for (int i = 0; i < 140; i++) {
            tell(asked("sql", 103 + i / 20.0));
        }
        assertThat(early()).hasSize(1);
        timeComesTo(105);
        assertThat(told().get(0).changes()).hasSize(1);
        tell(asked("sql", 110));
        assertThat(early()).as("what came meanwhile is no news").hasSize(1);
        for (int i = 0; i < 300; i++) {
            tell(asked("sql", 110 + i / 100.0));
        }
        assertThat(early()).hasSize(2);
    }

    @Test
    void steadyTrafficSetsOffNoAlarm() throws Exception {
        var random = new Random(11);
        double time = 0;
        double closed = 0;
        while (time < 1_000) {
            tell(asked("sql", time));
            time += -Math.log(1 - random.nextDouble()) / 5;
            if (time > closed + 7) {
                timeComesTo(closed + 5);
                closed += 5;
            }
        }
        List<AdapterDemand> told = told();
        assertThat(early().stream().filter(d -> d.windowEndMillis() > at(15))).isEmpty();
        assertThat(told.get(told.size() - 1).changes()).isEmpty();
    }

    @Test
    void silenceIsFlaggedAsSoonAsItIsTooLongForChance() throws Exception {
        for (int i = 0; i < 600; i++) {
            tell(asked("sql", i / 10.0));
        }
        timeComesTo(60);
        told();
        timeComesTo(65);
        AdapterDemand demand = told().get(0);
        assertThat(demand.changes()).last().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangePoint.Kind.SILENCE);
            assertThat(change.beforePerSecond()).isCloseTo(10, within(0.01));
            assertThat(change.sinceMillis()).isBetween(at(60), at(61));
        });
        assertThat(demand.forecastPerSecond()).isZero();
    }

    @Test
    void aRouterWhoseClockIsAheadSetsOffNoAlarmThatWouldHideOtherWindows() throws Exception {
        timeComesTo(100);
        for (int i = 0; i < 40; i++) {
            tell(asked("sql", 140 + i / 20.0));
        }
        assertThat(early()).isEmpty();
        tell(asked("legal", 101));
        timeComesTo(105);
        assertThat(told()).extracting(AdapterDemand::model).containsExactly("legal");
    }

    @Test
    void aFlashCrowdIsForecastBeforeTheWindowIsFullOfIt() throws Exception {
        for (int second = 0; second < 15; second++) {
            tell(asked("sql", second));
        }
        for (int i = 0; i < 50; i++) {
            tell(asked("sql", 15 + i / 10.0));
        }
        timeComesTo(20);
        List<AdapterDemand> told = told();
        AdapterDemand newest = told.get(told.size() - 1);
        assertThat(newest.arrivalsPerSecond()).isEqualTo(65 / 20.0);
        assertThat(newest.forecastPerSecond()).isEqualTo(10);
        assertThat(newest.burstiness()).isGreaterThan(3);
    }

    @Test
    void overloadDoesNotHideDemand() throws Exception {
        for (int i = 0; i < 100; i++) {
            tell(asked("sql", i / 25.0));
            tell(ended("sql", i / 25.0 + 0.01, Outcome.REJECTED, SloJudge.Verdict.MISSED));
        }
        timeComesTo(5);
        AdapterDemand demand = told().get(0);
        assertThat(demand.arrivals()).isEqualTo(100);
        assertThat(demand.failed()).isEqualTo(100);
        assertThat(demand.attainment()).isEqualTo(new Attainment(0, 100));
        assertThat(demand.meanE2eSeconds()).isZero();
        assertThat(demand.lengths()).isEmpty();
    }

    @Test
    void lateRecordsOfTheNewestWindowMakeItFireOnceMore() throws Exception {
        tell(asked("sql", 1));
        timeComesTo(5);
        AdapterDemand first = told().get(0);

        tell(asked("sql", 2));
        tell(asked("sql", 3));
        timeComesTo(5.5);
        List<AdapterDemand> again = told();

        assertThat(again).hasSize(1);
        assertThat(again.get(0).arrivals()).isEqualTo(3);
        assertThat(again.get(0).windowEndMillis()).isEqualTo(first.windowEndMillis());
        assertThat(again.get(0).version().isNewerThan(first.version())).isTrue();
        assertThat(lost()).isEmpty();
    }

    @Test
    void aRecordThatNoWindowHoldsAnyMoreIsADeadLetter() throws Exception {
        tell(asked("sql", 30));
        timeComesTo(35);
        told();
        tell(asked("sql", 14.9));
        tell(asked("sql", 15));
        timeComesTo(36);
        assertThat(told()).extracting(AdapterDemand::arrivals).containsExactly(2L);
        assertThat(lost()).hasSize(1);
        assertThat(lost().get(0).reason()).contains("superseded");
        assertThat(lost().get(0).payload()).contains("\"model\":\"sql\"");
    }

    @Test
    void equalContentHasEqualVersionsWhateverTheOrderOfReading() throws Exception {
        tell(asked("sql", 1));
        tell(asked("sql", 4));
        tell(answered("sql", 4.5));
        timeComesTo(5);
        AdapterDemand onTime = told().get(0);

        try (var other = harness()) {
            other.open();
            other.processElement(new StreamRecord<>(ReadRecord.of(answered("sql", 4.5)), at(4.5)));
            other.processWatermark(new Watermark(at(5) - 1));
            other.processElement(new StreamRecord<>(ReadRecord.of(asked("sql", 4)), at(4)));
            other.processElement(new StreamRecord<>(ReadRecord.of(asked("sql", 1)), at(1)));
            other.processWatermark(new Watermark(at(5)));
            List<AdapterDemand> told = other.extractOutputValues();
            assertThat(told).hasSize(2);
            assertThat(told.get(0).version().isNewerThan(onTime.version())).isFalse();
            assertThat(told.get(1))
                    .usingRecursiveComparison()
                    .ignoringFields("madeAtMillis")
                    .isEqualTo(onTime);
        }
    }

    @Test
    void aRestoredJobGoesOnWhereTheCheckpointWas() throws Exception {
        tell(asked("sql", 1));
        timeComesTo(4);
        OperatorSubtaskState checkpoint = job.snapshot(1, 1);
        tell(asked("sql", 4.5));

        try (var restored = harness()) {
            restored.initializeState(checkpoint);
            restored.open();
            restored.processElement(new StreamRecord<>(ReadRecord.of(asked("sql", 4.5)), at(4.5)));
            restored.processWatermark(new Watermark(at(5) - 1));
            assertThat(restored.extractOutputValues())
                    .extracting(AdapterDemand::arrivals)
                    .containsExactly(2L);
        }
    }

    @Test
    void poissonTrafficHasADispersionOfAboutOne() throws Exception {
        var random = new Random(7);
        double time = 0;
        while (time < 19.9) {
            tell(asked("sql", time));
            time += -Math.log(1 - random.nextDouble()) / 20;
        }
        timeComesTo(20);
        List<AdapterDemand> told = told();
        assertThat(told.get(told.size() - 1).burstiness()).isCloseTo(1, within(0.6));
    }

    private List<DeadLetter> lost() {
        var letters = job.getSideOutput(AdapterDemandFunction.LATE);
        return letters == null
                ? List.of()
                : letters.stream().map(StreamRecord::getValue).toList();
    }
}
