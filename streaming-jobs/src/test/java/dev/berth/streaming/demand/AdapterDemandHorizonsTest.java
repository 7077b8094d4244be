package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.DemandOperator.ends;
import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.slo.Attainment;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Longer times, and how long an adapter is remembered. Windows of 20 s that close every 5 s. */
class AdapterDemandHorizonsTest {
    private static final long HOUR = 3_600;

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
    void aQuietAdapterIsToldOfOnceWithNothingThenOfLongerTimesAndThenForgotten() throws Exception {
        job.tell(asked("sql", 1));
        job.timeComesTo(60);
        List<AdapterDemand> told = job.told();
        assertThat(ends(told)).containsExactly(5L, 10L, 15L, 20L, 25L, 60L);
        assertThat(told).extracting(AdapterDemand::arrivals).containsExactly(1L, 1L, 1L, 1L, 0L, 0L);
        assertThat(told.get(4).arrivalsPerSecond()).isZero();
        assertThat(told.get(4).forecastPerSecond()).as("it may come again").isBetween(0.0001, 0.05);

        job.timeComesTo(16 * 60);
        List<AdapterDemand> minutes = job.told();
        assertThat(ends(minutes)).hasSize(15).endsWith(15 * 60L, 16 * 60L);
        assertThat(minutes.get(13).horizons())
                .extracting(DemandHorizon::arrivals)
                .containsExactly(1L);
        assertThat(minutes.get(14).horizons()).isEmpty();
        assertThat(minutes.get(14).forecastPerSecond()).isZero();

        job.timeComesTo(25 * HOUR);
        List<AdapterDemand> hours = job.told();
        assertThat(hours).hasSize(25);
        assertThat(hours.subList(0, 24)).allSatisfy(demand -> assertThat(demand.horizons())
                .extracting(DemandHorizon::windowMillis, DemandHorizon::arrivals)
                .containsExactly(tuple(24 * HOUR * 1_000, 1L)));
        assertThat(hours.get(24).horizons()).isEmpty();
        assertThat(job.stateEntries()).isZero();
        assertThat(job.timers()).isZero();
    }

    @Test
    void anAdapterThatComesBackIsToldOfAgain() throws Exception {
        job.tell(asked("sql", 1));
        job.timeComesTo(60);
        job.told();
        job.tell(asked("sql", 61));
        job.timeComesTo(70);
        assertThat(ends(job.told())).containsExactly(65L, 70L);
    }

    @Test
    void longerTimesAreTheSumOfAllThatTheyHold() throws Exception {
        for (int minute = 0; minute < 75; minute++) {
            for (int i = 0; i <= minute % 3; i++) {
                job.tell(asked("sql", minute * 60 + 7 * i));
                job.tell(answered("sql", minute * 60 + 7 * i + 3, 100, 40, 1 + minute));
            }
            job.timeComesTo((minute + 1) * 60);
        }
        List<AdapterDemand> told = job.told();
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
            job.tell(asked("sql", i));
            job.tell(answered("sql", i + 0.5, 1 << (i % 12), 40, 1 + i));
        }
        job.timeComesTo(5 * 60);
        List<DemandHorizon> fourth = job.horizonsEnding(4 * 60);
        assertThat(fourth).hasSize(1);
        assertThat(job.horizonsEnding(5 * 60))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("windowEndMillis")
                .isEqualTo(fourth);
    }

    @Test
    void whatComesLateIsPartOfLongerTimesAlthoughNothingLeft() throws Exception {
        job.tell(asked("sql", 50));
        job.timeComesTo(60);
        job.tell(asked("sql", 45));
        job.timeComesTo(180);
        assertThat(job.horizonsEnding(60)).extracting(DemandHorizon::arrivals).contains(1L);
        assertThat(job.horizonsEnding(120)).extracting(DemandHorizon::arrivals).containsExactly(2L);
        assertThat(job.horizonsEnding(180)).extracting(DemandHorizon::arrivals).containsExactly(2L);
    }

    @Test
    void whatWasReadFarAheadIsNoPartOfTheWindowsBefore() throws Exception {
        for (int second = 0; second < 3_600; second++) {
            job.tell(asked("sql", second));
        }
        job.timeComesTo(3_600);
        List<AdapterDemand> told = job.told();
        assertThat(told).hasSize(720);
        assertThat(told.subList(3, 720))
                .allSatisfy(demand -> assertThat(demand.arrivals()).isEqualTo(20));
        assertThat(job.horizonsEnding(1_800))
                .extracting(DemandHorizon::arrivals)
                .containsExactly(900L);
        assertThat(job.horizonsEnding(3_600))
                .extracting(DemandHorizon::arrivals)
                .containsExactly(900L, 3_600L);
    }

    @Test
    void aJobThatBeganAWhileAgoSaysHowMuchOfALongTimeItKnows() throws Exception {
        try (DemandOperator young = DemandOperator.knownFrom(at(0))) {
            for (int i = 0; i < 120; i++) {
                young.tell(asked("sql", i));
            }
            young.timeComesTo(120);
            List<AdapterDemand> told = young.told();
            DemandHorizon quarter = told.get(told.size() - 1).horizons().get(0);
            assertThat(quarter.coveredMillis()).isEqualTo(120_000);
            assertThat(quarter.arrivalsPerSecond()).isEqualTo(1);
            assertThat(told.get(told.size() - 1).forecastPerSecond()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void aJobKnowsAfterARestartSinceWhenItReads() throws Exception {
        OperatorSubtaskState checkpoint;
        try (DemandOperator first = DemandOperator.knownFrom(at(0))) {
            checkpoint = first.checkpoint();
        }
        try (DemandOperator second = DemandOperator.restored(checkpoint, at(300))) {
            second.tell(asked("sql", 300));
            second.timeComesTo(360);
            List<AdapterDemand> told = second.told();
            assertThat(told.get(told.size() - 1).horizons().get(0).coveredMillis())
                    .isEqualTo(360_000);
        }
    }
}
