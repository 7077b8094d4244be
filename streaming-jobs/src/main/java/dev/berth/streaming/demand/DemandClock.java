package dev.berth.streaming.demand;

import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Event time of one partition: the youngest usable record or heartbeat, less the disorder that is allowed. Routers send a
 * heartbeat to every partition each second, so time goes on when nobody asks for anything, and stands still when nothing
 * is known. It is never later than it is here: a router whose clock is ahead must not make the others' records late.
 *
 * <p>A partition that nothing comes from no longer holds the others up (its broker is away, or routers do not know it yet).
 * But one that was not read yet, because the reader still works off what is older, is not silent: so silence counts only
 * while the {@link PartitionClocks reader is up to date}.
 */
final class DemandClock implements WatermarkGenerator<ReadRecord> {
    private final PartitionClocks reader;
    private final LongSupplier clockMillis;
    private final RelativeClock activity;
    private long youngest = Long.MIN_VALUE;
    private boolean readOld;
    private long readAt;
    private long silentSince;
    private boolean idle;

    /**
     * @param activity passes while the reader could give records on, and stands still while what follows is too busy
     */
    DemandClock(PartitionClocks reader, LongSupplier clockMillis, RelativeClock activity) {
        this.reader = reader;
        this.clockMillis = clockMillis;
        this.activity = activity;
        this.silentSince = activity.relativeTimeMillis();
    }

    @Override
    public void onEvent(ReadRecord record, long atMillis, WatermarkOutput output) {
        readAt = activity.relativeTimeMillis();
        silentSince = readAt;
        if (record.readable()) {
            youngest = Math.max(youngest, record.atMillis());
            readOld = youngest < clockMillis.getAsLong() - reader.idleMillis();
        }
    }

    /** Whether what came from here last was so old when it was read that there must be more. */
    boolean isBehind() {
        return readOld && activity.relativeTimeMillis() - readAt < reader.idleMillis();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = activity.relativeTimeMillis();
        if (reader.isBehind()) {
            silentSince = now;
        }
        if (now - silentSince >= reader.idleMillis()) {
            idle = true;
            output.markIdle();
            return;
        }
        if (idle) {
            idle = false;
            output.markActive();
        }
        if (youngest != Long.MIN_VALUE) {
            long known = Math.min(youngest, clockMillis.getAsLong());
            output.emitWatermark(new Watermark(known - reader.outOfOrderMillis() - 1));
        }
    }
}
