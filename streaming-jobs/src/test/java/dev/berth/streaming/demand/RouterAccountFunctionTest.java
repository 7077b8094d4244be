package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.ROUTER;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RouterHeartbeat;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows of 10 s that close every 5 s; heartbeats at odd times. */
class RouterAccountFunctionTest {
    private KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, RouterAccount> job;
    private int read;

    @BeforeEach
    void start() throws Exception {
        job = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new RouterAccountFunction(new Windows(10_000, 5_000))),
                ReadRecord::router,
                Types.STRING);
        job.open();
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    private void tell(RouterHeartbeat beat) throws Exception {
        job.processElement(new StreamRecord<>(ReadRecord.of(beat), beat.atMillis()));
    }

    private void tell(RequestArrived arrived) throws Exception {
        job.processElement(new StreamRecord<>(ReadRecord.of(arrived), arrived.atMillis()));
    }

    private void timeComesTo(double seconds) throws Exception {
        job.processWatermark(new Watermark(at(seconds) - 1));
    }

    private List<RouterAccount> told() {
        List<RouterAccount> all = job.extractOutputValues();
        List<RouterAccount> news = List.copyOf(all.subList(read, all.size()));
        read = all.size();
        return news;
    }

    private static RouterAccount account(double endSeconds, long accepted, long read) {
        return new RouterAccount(ROUTER, at(endSeconds), accepted, read);
    }

    @Test
    void whatWasAcceptedBetweenHeartbeatsIsSetAgainstWhatWasRead() throws Exception {
        tell(heartbeat(0.3, 1_000));
        tell(asked("sql", 0.2));
        tell(asked("sql", 0.4));
        tell(asked("legal", 1.3));
        tell(heartbeat(1.3, 1_002));
        tell(asked("sql", 1.4));
        timeComesTo(5);
        assertThat(told()).containsExactly(account(5, 2, 2));
    }

    @Test
    void copiesFromOtherPartitionsCountOnce() throws Exception {
        for (int partition = 0; partition < 4; partition++) {
            tell(heartbeat(0.3, 0));
            tell(heartbeat(1.3, 5));
        }
        timeComesTo(5);
        tell(heartbeat(1.3, 5));
        timeComesTo(6);
        assertThat(told()).containsExactly(account(5, 5, 0));
    }

    @Test
    void aLossShows() throws Exception {
        tell(heartbeat(0.3, 0));
        tell(asked("sql", 0.5));
        tell(heartbeat(1.3, 4));
        timeComesTo(5);
        assertThat(told()).containsExactly(account(5, 4, 1));
    }

    @Test
    void spansLeaveTheWindowWithTime() throws Exception {
        tell(heartbeat(0.3, 0));
        tell(heartbeat(1.3, 4));
        tell(heartbeat(6.3, 9));
        timeComesTo(15);
        assertThat(told()).containsExactly(account(5, 4, 0), account(10, 9, 0), account(15, 5, 0));
    }

    @Test
    void aRouterThatStartedAnewCountsFromNothing() throws Exception {
        tell(heartbeat(0.3, 1_000, at(-500)));
        tell(heartbeat(1.3, 1_001, at(-500)));
        tell(asked("sql", 1.0));
        tell(asked("sql", 1.5)); // Accepted by the former life, after its last heartbeat.
        tell(asked("sql", 3.5));
        tell(heartbeat(4.3, 1, at(3)));
        timeComesTo(5);
        assertThat(told()).containsExactly(account(5, 2, 2));
    }

    @Test
    void aLateArrivalIsAddedToItsSpan() throws Exception {
        tell(heartbeat(0.3, 0));
        tell(heartbeat(1.3, 1));
        tell(heartbeat(4.9, 1));
        timeComesTo(5);
        assertThat(told()).containsExactly(account(5, 1, 0));
        tell(asked("sql", 1.0));
        tell(heartbeat(6.3, 1));
        timeComesTo(10);
        assertThat(told()).containsExactly(account(10, 1, 1));
    }

    @Test
    void anArrivalAfterTheLastHeartbeatWaitsForTheNext() throws Exception {
        tell(heartbeat(0.3, 0));
        tell(heartbeat(4.3, 0));
        timeComesTo(5);
        tell(asked("sql", 4.8)); // Late for its slice, but its span is not settled.
        tell(heartbeat(5.3, 1));
        timeComesTo(10);
        assertThat(told()).containsExactly(account(5, 0, 0), account(10, 1, 1));
    }

    @Test
    void aRouterThatFellSilentIsForgotten() throws Exception {
        tell(heartbeat(0.3, 0));
        tell(asked("sql", 0.5));
        tell(asked("sql", 4.5));
        tell(heartbeat(1.3, 1));
        timeComesTo(60);
        assertThat(job.numKeyedStateEntries()).isZero();
        assertThat(job.numEventTimeTimers()).isZero();
    }

    @Test
    void arrivalsOfARouterWithoutHeartbeatsAreNotKept() throws Exception {
        tell(asked("sql", 0.5));
        timeComesTo(60);
        assertThat(told()).isEmpty();
        assertThat(job.numKeyedStateEntries()).isZero();
        assertThat(job.numEventTimeTimers()).isZero();
    }
}
