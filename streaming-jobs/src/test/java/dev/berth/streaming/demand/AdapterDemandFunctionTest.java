package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows of 20 s that close every 5 s. */
class AdapterDemandFunctionTest {
    private static final Windows WINDOWS = new Windows(20_000, 5_000);

    private KeyedTwoInputStreamOperatorTestHarness<String, RequestArrived, RequestFinished, AdapterDemand> job;
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

    private static KeyedTwoInputStreamOperatorTestHarness<String, RequestArrived, RequestFinished, AdapterDemand>
            harness() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(
                        new AdapterDemandFunction(WINDOWS, new RecordReader(Topics.REQUESTS, 60_000))),
                RequestArrived::model,
                RequestFinished::model,
                Types.STRING);
    }

    private void tell(RequestArrived arrived) throws Exception {
        job.processElement1(new StreamRecord<>(arrived, arrived.atMillis()));
    }

    private void tell(RequestFinished finished) throws Exception {
        job.processElement2(new StreamRecord<>(finished, finished.atMillis()));
    }

    /** Event time comes to just before that second, so that windows which end there close. */
    private void timeComesTo(double seconds) throws Exception {
        job.processBothWatermarks(new Watermark(at(seconds) - 1));
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
    void aQuietAdapterIsToldOfOnceWithNothingAndThenForgotten() throws Exception {
        tell(asked("sql", 1));
        timeComesTo(60);

        List<AdapterDemand> told = told();
        assertThat(ends(told)).containsExactly(5L, 10L, 15L, 20L, 25L);
        assertThat(told).extracting(AdapterDemand::arrivals).containsExactly(1L, 1L, 1L, 1L, 0L);
        assertThat(told.get(4).arrivalsPerSecond()).isZero();
        assertThat(told.get(4).forecastPerSecond()).isZero();
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
            other.processElement2(new StreamRecord<>(answered("sql", 4.5), at(4.5)));
            other.processBothWatermarks(new Watermark(at(5) - 1));
            other.processElement1(new StreamRecord<>(asked("sql", 4), at(4)));
            other.processElement1(new StreamRecord<>(asked("sql", 1), at(1)));
            other.processBothWatermarks(new Watermark(at(5)));
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
            restored.processElement1(new StreamRecord<>(asked("sql", 4.5), at(4.5)));
            restored.processBothWatermarks(new Watermark(at(5) - 1));
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
