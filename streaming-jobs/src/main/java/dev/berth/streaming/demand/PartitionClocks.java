package dev.berth.streaming.demand;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;

/**
 * The clocks of all partitions that one reader reads. A reader gives on what it fetched from one partition, then from the next;
 * after a restart it may be minutes behind, and the first record of a partition may come long after those of others.
 */
final class PartitionClocks implements WatermarkGeneratorSupplier<ReadRecord> {
    private static final long serialVersionUID = 1;

    private final long outOfOrderMillis;
    private final long idleMillis;
    private final Wall clockMillis;
    private transient List<DemandClock> clocks;

    /** What time it is here, Unix milliseconds. */
    interface Wall extends LongSupplier, Serializable {}

    /**
     * @param idleMillis how long a partition may be silent until the others no longer wait for it; also how old the youngest
     *     record of a reader may be that is up to date
     */
    PartitionClocks(long outOfOrderMillis, long idleMillis, Wall clockMillis) {
        this.outOfOrderMillis = outOfOrderMillis;
        this.idleMillis = idleMillis;
        this.clockMillis = clockMillis;
    }

    @Override
    public WatermarkGenerator<ReadRecord> createWatermarkGenerator(Context context) {
        if (clocks == null) {
            clocks = new ArrayList<>();
        }
        DemandClock clock = new DemandClock(this, clockMillis, context.getInputActivityClock());
        clocks.add(clock);
        return clock;
    }

    long outOfOrderMillis() {
        return outOfOrderMillis;
    }

    long idleMillis() {
        return idleMillis;
    }

    /** Whether the reader still works off what was written long ago. */
    boolean isBehind() {
        for (DemandClock clock : clocks) {
            if (clock.isBehind()) {
                return true;
            }
        }
        return false;
    }
}
