package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.AdapterDemand;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletenessFunctionTest {
    private static final Windows WINDOWS = new Windows(10_000, 5_000);

    private KeyedTwoInputStreamOperatorTestHarness<Long, AdapterDemand, RouterAccount, AdapterDemand> job;

    @BeforeEach
    void start() throws Exception {
        job = new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new CompletenessFunction(WINDOWS)),
                AdapterDemand::windowEndMillis,
                RouterAccount::windowEndMillis,
                Types.LONG);
        job.open();
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    /** Ten arrivals in the window that ends then. */
    private static AdapterDemand tenArrivals(String model, double endSeconds) {
        WindowContent content = new WindowContent(WINDOWS);
        Slice slice = new Slice(WINDOWS.binsPerSlice());
        for (int i = 0; i < 10; i++) {
            slice.arrived(i % WINDOWS.binsPerSlice());
        }
        content.put(0, slice);
        return content.demand(
                model,
                at(endSeconds),
                0,
                new Outlook(new Forecast(1, 2), List.of(), SurgeWatch.Pace.UNKNOWN),
                List.of());
    }

    private void tell(AdapterDemand demand) throws Exception {
        job.processElement1(new StreamRecord<>(demand, demand.windowEndMillis() - 1));
    }

    private void tell(RouterAccount account) throws Exception {
        job.processElement2(new StreamRecord<>(account, account.windowEndMillis() - 1));
    }

    private void timeComesTo(double seconds) throws Exception {
        job.processBothWatermarks(new Watermark(at(seconds) - 1));
    }

    private List<AdapterDemand> told() {
        return job.extractOutputValues();
    }

    @Test
    void demandWaitsForTheRoutersAccountsAndIsScaledByWhatWasLost() throws Exception {
        tell(tenArrivals("sql", 5));
        tell(new RouterAccount("router-1", at(5), 30, 30));
        tell(new RouterAccount("router-2", at(5), 10, 2));
        assertThat(told()).isEmpty();

        timeComesTo(5);
        AdapterDemand demand = told().get(0);
        assertThat(demand.completeness()).isEqualTo(0.8);
        assertThat(demand.arrivals()).as("what was read").isEqualTo(10);
        assertThat(demand.arrivalsPerSecond()).as("what was asked").isEqualTo(1.25);
        assertThat(demand.forecastPerSecond()).isEqualTo(1.25);
        assertThat(demand.forecastUpperPerSecond()).isEqualTo(2.5);
    }

    @Test
    void whatIsToldAheadOfItsWindowsEndWaitsForNothing() throws Exception {
        AdapterDemand early = new WindowContent(WINDOWS).early("sql", at(5), 0, Outlook.NONE, List.of());
        tell(early);
        assertThat(told()).containsExactly(early);
        assertThat(job.numKeyedStateEntries()).isZero();
        assertThat(job.numEventTimeTimers()).isZero();
    }

    @Test
    void nothingSaidMeansComplete() throws Exception {
        tell(tenArrivals("sql", 5));
        timeComesTo(5);
        assertThat(told()).extracting(AdapterDemand::completeness).containsExactly(1.0);
    }

    @Test
    void nothingReadScalesNothing() throws Exception {
        tell(tenArrivals("sql", 5));
        tell(new RouterAccount("router-1", at(5), 30, 0));
        timeComesTo(5);
        assertThat(told().get(0).completeness()).isZero();
        assertThat(told().get(0).arrivalsPerSecond()).isEqualTo(1);
    }

    @Test
    void aWindowThatFiresAgainFindsTheSameAccounts() throws Exception {
        tell(tenArrivals("sql", 5));
        tell(new RouterAccount("router-1", at(5), 20, 10));
        timeComesTo(5);
        tell(tenArrivals("sql", 5));
        assertThat(told()).extracting(AdapterDemand::completeness).containsExactly(0.5, 0.5);
    }

    @Test
    void windowsDoNotMixAndAreForgotten() throws Exception {
        tell(tenArrivals("sql", 5));
        tell(new RouterAccount("router-1", at(5), 20, 10));
        tell(tenArrivals("sql", 10));
        timeComesTo(10);
        assertThat(told()).extracting(AdapterDemand::completeness).containsExactly(0.5, 1.0);
        timeComesTo(20);
        assertThat(job.numKeyedStateEntries()).isZero();
        assertThat(job.numEventTimeTimers()).isZero();
    }
}
