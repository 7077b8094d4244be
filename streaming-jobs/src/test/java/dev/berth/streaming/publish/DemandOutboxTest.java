package dev.berth.streaming.publish;

import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.slo.Attainment;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.SilentDemand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows of 20 s by 5 s; unimportant changes are written every 10 s. */
class DemandOutboxTest {
    private final DemandConfig config = new DemandConfig(20, 5, 0, 1_000, 60_000, 0.10, 10_000);
    private final DemandOutbox outbox = new DemandOutbox(config);

    private static AdapterDemand demand(String model, double endSeconds, double perSecond) {
        long arrivals = Math.round(perSecond * 20);
        return new AdapterDemand(
                new Version(at(endSeconds), 1 + arrivals),
                0,
                model,
                at(endSeconds),
                20_000,
                arrivals,
                perSecond,
                perSecond,
                0,
                List.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                Attainment.EMPTY,
                0,
                1);
    }

    private AdapterDemand silence(String model, double endSeconds) {
        return SilentDemand.of(config.windows(), model, at(endSeconds), 0);
    }

    private void writeAllDue(long now) {
        outbox.due(now).forEach(due -> outbox.written(due, now));
    }

    @Test
    void aNewDemandIsWrittenAtOnceAndThenNotAgain() {
        outbox.offer(demand("sql", 5, 10));
        assertThat(outbox.due(0)).containsExactly(demand("sql", 5, 10));
        writeAllDue(0);
        assertThat(outbox.due(60_000)).isEmpty();
    }

    @Test
    void whileTheStoreIsAwayOnlyTheNewestWaits() {
        for (int end = 5; end <= 500; end += 5) {
            outbox.offer(demand("sql", end, end));
        }
        assertThat(outbox.due(0)).containsExactly(demand("sql", 500, 500));
        assertThat(outbox.unwritten()).hasSize(1);
    }

    @Test
    void whatComesAgainOrOutOfOrderChangesNothing() {
        outbox.offer(demand("sql", 10, 10));
        outbox.offer(demand("sql", 5, 99));
        outbox.offer(demand("sql", 10, 10));
        assertThat(outbox.due(0)).containsExactly(demand("sql", 10, 10));
        writeAllDue(0);
        outbox.offer(demand("sql", 10, 10));
        assertThat(outbox.due(99_999)).isEmpty();
    }

    @Test
    void aSmallChangeWaitsAndAGreatOneDoesNot() {
        outbox.offer(demand("sql", 5, 10));
        writeAllDue(0);
        outbox.offer(demand("sql", 10, 10.5));
        assertThat(outbox.due(5_000)).isEmpty();
        assertThat(outbox.due(10_000)).hasSize(1);
        outbox.offer(demand("sql", 15, 20));
        assertThat(outbox.due(5_000)).containsExactly(demand("sql", 15, 20));
    }

    @Test
    void silenceIsWrittenOnceAndForgotten() {
        outbox.offer(demand("sql", 5, 10));
        writeAllDue(0);
        outbox.offer(silence("sql", 25));
        assertThat(outbox.due(0)).hasSize(1);
        writeAllDue(0);
        outbox.lost();
        assertThat(outbox.due(99_999)).isEmpty();
    }

    @Test
    void whenTheStoreCameBackEmptyAllIsWrittenAgain() {
        outbox.offer(demand("sql", 5, 10));
        outbox.offer(demand("legal", 5, 10));
        writeAllDue(0);
        assertThat(outbox.witness()).isPresent();
        outbox.lost();
        assertThat(outbox.due(1)).hasSize(2);
    }

    @Test
    void whatWasNeverWrittenIsNoWitness() {
        outbox.offer(demand("sql", 5, 10));
        assertThat(outbox.witness()).isEmpty();
    }

    @Test
    void aModelOfAFormerJobThatNobodyAsksForBecomesSilent() {
        outbox.adopt(List.of(demand("old", 5, 10), demand("sql", 5, 10)), 0);
        outbox.timePassed(at(1_000), 0);
        assertThat(outbox.due(0)).as("the windows are not whole yet").isEmpty();

        outbox.offer(demand("sql", 1_030, 10));
        outbox.timePassed(at(1_030), 0);
        assertThat(outbox.due(20_000)).containsExactlyInAnyOrder(demand("sql", 1_030, 10), silence("old", 1_030));
    }

    @Test
    void silenceThatTheStoreHoldsIsNotTakenOver() {
        outbox.adopt(List.of(silence("old", 5)), 0);
        assertThat(outbox.witness()).isEmpty();
    }

    @Test
    void aSuccessorGetsWhatIsUnwritten() {
        outbox.offer(demand("sql", 5, 10));
        outbox.offer(demand("legal", 5, 10));
        outbox.written(demand("legal", 5, 10), 0);
        assertThat(outbox.unwritten()).containsExactly(demand("sql", 5, 10));
    }
}
