package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.answeredFor;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a window tells, and what comes late or again. Windows of 20 s that close every 5 s. */
class AdapterDemandFunctionTest {
    private DemandOperator job;

    @BeforeEach
    void start() throws Exception {
        job = DemandOperator.knownFrom(0);
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    @Test
    void tellsOfOneWindowWhatItsRequestsAmountTo() throws Exception {
        job.tell(asked("sql", 0.2));
        job.tell(asked("sql", 0.9));
        job.tell(asked("sql", 3.0));
        job.tell(asked("sql", 4.5));
        job.tell(answered("sql", 2.2, 100, 40, 2.0));
        job.tell(answered("sql", 3.9, 200, 40, 3.0));
        job.tell(ended("sql", 4.6, Outcome.REJECTED, SloJudge.Verdict.MISSED));
        job.tell(ended("sql", 4.7, Outcome.CLIENT_ABORT, SloJudge.Verdict.NOT_COUNTED));
        job.timeComesTo(5);

        AdapterDemand demand = job.told().get(0);
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
        job.tell(asked("sql", 1));
        job.tell(asked("legal", 1));
        job.tell(asked("legal", 2));
        job.timeComesTo(5);
        assertThat(job.told())
                .extracting(AdapterDemand::model, AdapterDemand::arrivals)
                .containsExactlyInAnyOrder(tuple("sql", 1L), tuple("legal", 2L));
    }

    @Test
    void lengthsOfManyKindsAreToldInTheirOrder() throws Exception {
        for (int out = 0; out < 8; out++) {
            for (int in = 0; in < 8; in++) {
                job.tell(answered("sql", 1 + in / 10.0, 1 << (7 - in), 1 << (7 - out), 1));
            }
        }
        job.timeComesTo(5);
        List<LengthCell> expected = new ArrayList<>();
        for (int out = 0; out < 8; out++) {
            for (int in = 0; in < 8; in++) {
                expected.add(new LengthCell(out, in, 1));
            }
        }
        assertThat(job.told().get(0).lengths()).isEqualTo(expected);
    }

    @Test
    void servedIsToldByClassAndTenant() throws Exception {
        job.tell(answered("sql", 1));
        job.tell(answeredFor("acme", "interactive", 2, SloJudge.Verdict.MISSED));
        job.tell(answeredFor("acme", "interactive", 3, SloJudge.Verdict.MET));
        job.tell(ended("sql", 4, Outcome.FAILED, SloJudge.Verdict.MISSED));
        job.timeComesTo(5);
        assertThat(job.told().get(0).served())
                .containsExactly(
                        new ServedShare("interactive", "acme", 2, new Attainment(1, 2), 0, 1 / 20.0),
                        new ServedShare("standard", "", 2, new Attainment(1, 2), 1, 1 / 20.0));
    }

    @Test
    void inventedTenantsAreTakenTogether() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            job.tell(answeredFor("tenant-" + i, "interactive", 1 + i / 1_000.0, SloJudge.Verdict.MET));
        }
        job.timeComesTo(5);
        List<ServedShare> served = job.told().get(0).served();
        assertThat(served).hasSizeLessThanOrEqualTo(21);
        assertThat(served.stream().mapToLong(ServedShare::finished).sum()).isEqualTo(1_000);
        assertThat(served).extracting(ServedShare::tenant).contains(ServedShare.OTHERS);
    }

    @Test
    void overloadDoesNotHideDemand() throws Exception {
        for (int i = 0; i < 100; i++) {
            job.tell(asked("sql", i / 25.0));
            job.tell(ended("sql", i / 25.0 + 0.01, Outcome.REJECTED, SloJudge.Verdict.MISSED));
        }
        job.timeComesTo(5);
        AdapterDemand demand = job.told().get(0);
        assertThat(demand.arrivals()).isEqualTo(100);
        assertThat(demand.failed()).isEqualTo(100);
        assertThat(demand.attainment()).isEqualTo(new Attainment(0, 100));
        assertThat(demand.meanE2eSeconds()).isZero();
        assertThat(demand.lengths()).isEmpty();
    }

    @Test
    void lateRecordsOfTheNewestWindowMakeItFireOnceMore() throws Exception {
        job.tell(asked("sql", 1));
        job.timeComesTo(5);
        AdapterDemand first = job.told().get(0);

        job.tell(asked("sql", 2));
        job.tell(asked("sql", 3));
        job.timeComesTo(5.5);
        List<AdapterDemand> again = job.told();

        assertThat(again).hasSize(1);
        assertThat(again.get(0).arrivals()).isEqualTo(3);
        assertThat(again.get(0).windowEndMillis()).isEqualTo(first.windowEndMillis());
        assertThat(again.get(0).version().isNewerThan(first.version())).isTrue();
        assertThat(job.lost()).isEmpty();
    }

    @Test
    void aRecordThatNoWindowHoldsAnyMoreIsADeadLetter() throws Exception {
        job.tell(asked("sql", 30));
        job.timeComesTo(35);
        job.told();
        job.tell(asked("sql", 14.9));
        job.tell(asked("sql", 15));
        job.timeComesTo(36);
        assertThat(job.told()).extracting(AdapterDemand::arrivals).containsExactly(2L);
        assertThat(job.lost()).hasSize(1);
        assertThat(job.lost().get(0).reason()).contains("superseded");
        assertThat(job.lost().get(0).payload()).contains("\"model\":\"sql\"");
    }

    @Test
    void equalContentHasEqualVersionsWhateverTheOrderOfReading() throws Exception {
        job.tell(asked("sql", 1));
        job.tell(asked("sql", 4));
        job.tell(answered("sql", 4.5));
        job.timeComesTo(5);
        AdapterDemand onTime = job.told().get(0);

        try (DemandOperator other = DemandOperator.knownFrom(0)) {
            other.tell(answered("sql", 4.5));
            other.timeComesTo(5);
            other.tell(asked("sql", 4));
            other.tell(asked("sql", 1));
            other.timeComesTo(5.001);
            List<AdapterDemand> told = other.told();
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
        job.tell(asked("sql", 1));
        job.timeComesTo(4);
        OperatorSubtaskState checkpoint = job.checkpoint();
        job.tell(asked("sql", 4.5));

        try (DemandOperator restored = DemandOperator.restored(checkpoint, 0)) {
            restored.tell(asked("sql", 4.5));
            restored.timeComesTo(5);
            assertThat(restored.told()).extracting(AdapterDemand::arrivals).containsExactly(2L);
        }
    }
}
