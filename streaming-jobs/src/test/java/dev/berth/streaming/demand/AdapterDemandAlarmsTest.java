package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flash crowds, silences and what is forecast of them. Windows of 20 s that close every 5 s. */
class AdapterDemandAlarmsTest {
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
    void aFlashCrowdIsToldAtOnceAndTheWindowSupersedesIt() throws Exception {
        job.timeComesTo(100);
        for (int i = 0; i < 20; i++) {
            job.tell(asked("sql", 101 + i / 20.0));
        }
        assertThat(job.early()).hasSize(1);
        AdapterDemand flagged = job.early().get(0);
        assertThat(flagged.early()).isTrue();
        assertThat(flagged.windowEndMillis()).isEqualTo(at(105));
        assertThat(flagged.arrivals()).as("it took no more than that").isLessThanOrEqualTo(12);
        assertThat(flagged.forecastPerSecond()).isCloseTo(20, within(0.01));
        assertThat(flagged.forecastUpperPerSecond()).isGreaterThan(20);
        assertThat(flagged.changes()).containsExactly(new ChangePoint(ChangePoint.Kind.SURGE, at(101), 0, 20));

        job.timeComesTo(105);
        AdapterDemand whole = job.told().get(0);
        assertThat(whole.version().isNewerThan(flagged.version())).isTrue();
        assertThat(whole.arrivals()).isEqualTo(20);
        assertThat(whole.changes()).hasSize(1);
        assertThat(whole.forecastPerSecond()).isBetween(4.0, 20.0);
    }

    @Test
    void strayArrivalsBeforeAFlashCrowdDoNotThinItsRate() throws Exception {
        job.timeComesTo(100);
        job.tell(asked("sql", 100.1));
        job.tell(asked("sql", 101.4));
        job.tell(asked("sql", 102.1));
        for (int i = 0; i < 20; i++) {
            job.tell(asked("sql", 103 + i / 20.0));
        }
        assertThat(job.early()).hasSize(1);
        assertThat(job.early().get(0).changes())
                .containsExactly(new ChangePoint(ChangePoint.Kind.SURGE, at(103), 0, 20));
        assertThat(job.early().get(0).forecastPerSecond()).isCloseTo(20, within(0.01));
    }

    @Test
    void manyAtOnceAreNoPaceOfThousandsASecond() throws Exception {
        job.timeComesTo(100);
        for (int i = 0; i < 16; i++) {
            job.tell(asked("sql", 103 + i / 1_000.0));
        }
        assertThat(job.early()).hasSize(1);
        assertThat(job.early().get(0).forecastPerSecond()).isLessThan(100);
    }

    @Test
    void noAlarmHidesTheWindowThatHoldsTheFirst() throws Exception {
        job.timeComesTo(100);
        for (int i = 0; i < 140; i++) {
            job.tell(asked("sql", 103 + i / 20.0));
        }
        assertThat(job.early()).hasSize(1);
        job.timeComesTo(105);
        assertThat(job.told().get(0).changes()).hasSize(1);
        job.tell(asked("sql", 110));
        assertThat(job.early()).as("what came meanwhile is no news").hasSize(1);
        for (int i = 0; i < 300; i++) {
            job.tell(asked("sql", 110 + i / 100.0));
        }
        assertThat(job.early()).hasSize(2);
    }

    @Test
    void steadyTrafficSetsOffNoAlarm() throws Exception {
        var random = new Random(11);
        double time = 0;
        double closed = 0;
        while (time < 1_000) {
            job.tell(asked("sql", time));
            time += -Math.log(1 - random.nextDouble()) / 5;
            if (time > closed + 7) {
                job.timeComesTo(closed + 5);
                closed += 5;
            }
        }
        List<AdapterDemand> told = job.told();
        assertThat(job.early().stream().filter(d -> d.windowEndMillis() > at(15)))
                .isEmpty();
        assertThat(told.get(told.size() - 1).changes()).isEmpty();
    }

    @Test
    void silenceIsFlaggedAsSoonAsItIsTooLongForChance() throws Exception {
        for (int i = 0; i < 600; i++) {
            job.tell(asked("sql", i / 10.0));
        }
        job.timeComesTo(60);
        job.told();
        job.timeComesTo(65);
        AdapterDemand demand = job.told().get(0);
        assertThat(demand.changes()).last().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangePoint.Kind.SILENCE);
            assertThat(change.beforePerSecond()).isCloseTo(10, within(0.01));
            assertThat(change.sinceMillis()).isBetween(at(60), at(61));
        });
        assertThat(demand.forecastPerSecond()).isZero();
    }

    @Test
    void aRouterWhoseClockIsAheadSetsOffNoAlarmThatWouldHideOtherWindows() throws Exception {
        job.timeComesTo(100);
        for (int i = 0; i < 40; i++) {
            job.tell(asked("sql", 140 + i / 20.0));
        }
        assertThat(job.early()).isEmpty();
        job.tell(asked("legal", 101));
        job.timeComesTo(105);
        assertThat(job.told()).extracting(AdapterDemand::model).containsExactly("legal");
    }

    @Test
    void aFlashCrowdIsForecastBeforeTheWindowIsFullOfIt() throws Exception {
        for (int second = 0; second < 15; second++) {
            job.tell(asked("sql", second));
        }
        for (int i = 0; i < 50; i++) {
            job.tell(asked("sql", 15 + i / 10.0));
        }
        job.timeComesTo(20);
        List<AdapterDemand> told = job.told();
        AdapterDemand newest = told.get(told.size() - 1);
        assertThat(newest.arrivalsPerSecond()).isEqualTo(65 / 20.0);
        assertThat(newest.forecastPerSecond()).isEqualTo(10);
        assertThat(newest.burstiness()).isGreaterThan(3);
    }

    @Test
    void poissonTrafficHasADispersionOfAboutOne() throws Exception {
        var random = new Random(7);
        double time = 0;
        while (time < 19.9) {
            job.tell(asked("sql", time));
            time += -Math.log(1 - random.nextDouble()) / 20;
        }
        job.timeComesTo(20);
        List<AdapterDemand> told = job.told();
        assertThat(told.get(told.size() - 1).burstiness()).isCloseTo(1, within(0.6));
    }
}
