package dev.berth.streaming.demand;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Event time of one partition: the youngest usable record or heartbeat, less the disorder that is allowed. Routers send a
 * heartbeat to every partition each second, so time goes on when nobody asks for anything, and stands still when nothing
 * is known.
 */
final class DemandClock implements WatermarkGenerator<ReadRecord> {
    private final long outOfOrderMillis;
    private long youngest = Long.MIN_VALUE;

    DemandClock(long outOfOrderMillis) {
        this.outOfOrderMillis = outOfOrderMillis;
    }

    @Override
    public void onEvent(ReadRecord record, long atMillis, WatermarkOutput output) {
        if (record.readable()) {
            youngest = Math.max(youngest, record.atMillis());
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (youngest != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(youngest - outOfOrderMillis - 1));
        }
    }
}
