package dev.berth.streaming.demand;

import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Event time of one partition: the youngest usable record or heartbeat, less the disorder that is allowed. Routers send a
 * heartbeat to every partition each second, so time goes on when nobody asks for anything, and stands still when nothing
 * is known. It is never later than it is here: a router whose clock is ahead must not make the others' records late.
 */
final class DemandClock implements WatermarkGenerator<ReadRecord> {
    private final long outOfOrderMillis;
    private final LongSupplier clockMillis;
    private long youngest = Long.MIN_VALUE;

    DemandClock(long outOfOrderMillis, LongSupplier clockMillis) {
        this.outOfOrderMillis = outOfOrderMillis;
        this.clockMillis = clockMillis;
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
            output.emitWatermark(new Watermark(Math.min(youngest, clockMillis.getAsLong()) - outOfOrderMillis - 1));
        }
    }
}
