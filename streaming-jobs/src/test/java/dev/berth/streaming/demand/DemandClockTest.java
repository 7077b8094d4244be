package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class DemandClockTest {
    private final List<Long> told = new ArrayList<>();
    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
            told.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    };

    private long now = at(100);
    private final DemandClock clock = new DemandClock(1_000, () -> now);

    private void read(ReadRecord record) {
        clock.onEvent(record, record.atMillis(), output);
        clock.onPeriodicEmit(output);
    }

    @Test
    void knowsNoTimeBeforeTheFirstRecord() {
        clock.onPeriodicEmit(output);
        assertThat(told).isEmpty();
    }

    @Test
    void isTheYoungestRecordLessTheDisorderThatIsAllowed() {
        read(ReadRecord.of(asked("sql", 50)));
        read(ReadRecord.of(asked("sql", 48)));
        assertThat(told).containsExactly(at(49) - 1, at(49) - 1);
    }

    @Test
    void aRouterWhoseClockIsAheadDoesNotMakeTheOthersLate() {
        read(ReadRecord.of(asked("sql", 150)));
        assertThat(told).containsExactly(at(99) - 1);
        now = at(101);
        clock.onPeriodicEmit(output);
        assertThat(told).endsWith(at(100) - 1);
    }

    @Test
    void aDeadLetterTellsNoTime() {
        read(ReadRecord.dead(Defect.FUTURE, new DeadLetter("t", 0, 1, "why", "{}", at(1_000))));
        assertThat(told).isEmpty();
    }
}
