package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

/** A reader of several partitions, whose times are combined as Flink's source does, before the operator that counts. */
class DemandClockTest {
    private static final long IDLE = 5_000;
    private static final Windows WINDOWS = new Windows(20_000, 5_000);

    private long now = at(100);
    private final List<Long> told = new ArrayList<>();
    private final Map<String, WatermarkGenerator<ReadRecord>> clocks = new HashMap<>();
    private final PartitionClocks reader = new PartitionClocks(1_000, IDLE, () -> now);
    private final WatermarkOutputMultiplexer time = new WatermarkOutputMultiplexer(new Told());
    private boolean idle;

    private final class Told implements WatermarkOutput {
        @Override
        public void emitWatermark(Watermark watermark) {
            told.add(watermark.getTimestamp());
            idle = false;
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }

    private final class Activity implements WatermarkGeneratorSupplier.Context, RelativeClock {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return this;
        }

        @Override
        public long relativeTimeMillis() {
            return now;
        }

        @Override
        public long relativeTimeNanos() {
            return now * 1_000_000;
        }
    }

    private void assigned(String... partitions) {
        for (String partition : partitions) {
            time.registerNewOutput(partition);
            clocks.put(partition, reader.createWatermarkGenerator(new Activity()));
        }
    }

    private void read(String partition, ReadRecord record) {
        clocks.get(partition).onEvent(record, record.atMillis(), time.getDeferredOutput(partition));
    }

    /** What Flink does each 200 ms. */
    private void emit() {
        clocks.forEach((partition, clock) -> clock.onPeriodicEmit(time.getDeferredOutput(partition)));
        time.onPeriodicEmit();
    }

    /** Time passes here. */
    private void pass(double seconds) {
        for (long left = Math.round(seconds * 1_000); left > 0; left -= 200) {
            now += Math.min(200, left);
            emit();
        }
    }

    private long newest() {
        return told.get(told.size() - 1);
    }

    @Test
    void knowsNoTimeBeforeTheFirstRecord() {
        assigned("a");
        emit();
        assertThat(told).isEmpty();
    }

    @Test
    void isTheYoungestRecordLessTheDisorderThatIsAllowed() {
        assigned("a");
        read("a", ReadRecord.of(asked("sql", 98)));
        emit();
        read("a", ReadRecord.of(asked("sql", 96)));
        emit();
        assertThat(told).containsExactly(at(97) - 1);
    }

    @Test
    void aRouterWhoseClockIsAheadDoesNotMakeTheOthersLate() {
        assigned("a");
        read("a", ReadRecord.of(asked("sql", 150)));
        emit();
        assertThat(told).containsExactly(at(99) - 1);
        pass(1);
        assertThat(newest()).isEqualTo(at(100) - 1);
    }

    @Test
    void aDeadLetterTellsNoTime() {
        assigned("a");
        read("a", ReadRecord.dead(Defect.FUTURE, new DeadLetter("t", 0, 1, "why", "{}", at(1_000))));
        emit();
        assertThat(told).isEmpty();
    }

    @Test
    void aSilentPartitionNoLongerHoldsTheOthersUp() {
        assigned("a", "b");
        read("b", ReadRecord.of(heartbeat(99, 0)));
        for (int second = 100; second < 104; second++) {
            read("a", ReadRecord.of(heartbeat(second, 0)));
            pass(1);
        }
        assertThat(newest()).as("b was heard just now").isEqualTo(at(98) - 1);
        read("a", ReadRecord.of(heartbeat(104, 0)));
        pass(1);
        assertThat(newest()).isEqualTo(at(103) - 1);
    }

    @Test
    void whenNobodyIsHeardAllAreIdleAndStayIdle() {
        assigned("a", "b", "c");
        read("a", ReadRecord.of(heartbeat(20, 0)));
        pass(1);
        read("b", ReadRecord.of(heartbeat(30, 0)));
        pass(2 * IDLE / 1e3);
        assertThat(idle).isTrue();
        pass(60);
        assertThat(idle).isTrue();
    }

    @Test
    void aPartitionThatWasNotReadYetIsNotSilent() {
        assigned("a", "b");
        pass(10);
        assertThat(idle).as("nothing was read at all").isTrue();
        for (int second = 20; second < 80; second++) {
            read("a", ReadRecord.of(heartbeat(second, 0)));
            pass(0.2);
        }
        assertThat(told).as("the reader is behind, and b's turn may still come").isEmpty();
        read("b", ReadRecord.of(heartbeat(20, 0)));
        pass(0.2);
        assertThat(newest()).isEqualTo(at(19) - 1);
    }

    /**
     * A job goes on after a minute's absence, on a machine so busy that it reads one partition for 12 s before the first
     * record of the other. No record of the other may come too late.
     */
    @Test
    void aBacklogIsCountedWhole() throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, AdapterDemand> job =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new AdapterDemandFunction(WINDOWS, new RecordReader(Topics.REQUESTS, 60_000), 0)),
                        ReadRecord::model,
                        Types.STRING)) {
            job.open();
            assigned("a", "b");
            for (int second = 20; second < 80; second++) {
                count(job, "a", "sql", second);
                pass(0.2);
                passOn(job);
            }
            for (int second = 20; second < 80; second++) {
                count(job, "b", "chat", second);
            }
            pass(0.2);
            passOn(job);

            assertThat(job.getSideOutput(AdapterDemandFunction.LATE)).isNullOrEmpty();
            assertThat(job.extractOutputValues())
                    .filteredOn(demand -> demand.model().equals("chat"))
                    .extracting(AdapterDemand::windowEndMillis, AdapterDemand::arrivals)
                    .contains(tuple(at(25), 5L), tuple(at(60), 20L), tuple(at(75), 20L));
        }
    }

    private void count(
            KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, AdapterDemand> job,
            String partition,
            String model,
            int second)
            throws Exception {
        RequestArrived arrived = asked(model, second);
        read(partition, ReadRecord.of(arrived));
        job.processElement(new StreamRecord<>(ReadRecord.of(arrived), arrived.atMillis()));
    }

    private void passOn(KeyedOneInputStreamOperatorTestHarness<String, ?, ?> job) throws Exception {
        if (!told.isEmpty()) {
            job.processWatermark(new org.apache.flink.streaming.api.watermark.Watermark(newest()));
        }
    }
}
