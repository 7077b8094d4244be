package dev.berth.streaming.demand;

import dev.berth.domain.demand.DeadLetter;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Gives each kind of record the streams that it is for: requests the main one, what routers' accounts are made of and what
 * could not be read by tag. Counts defects by kind.
 */
final class SortRecords extends ProcessFunction<ReadRecord, ReadRecord> {
    /** Arrivals, once more, and heartbeats. */
    static final OutputTag<ReadRecord> ACCOUNTED = new OutputTag<>("accounted", TypeInformation.of(ReadRecord.class));

    static final OutputTag<DeadLetter> DEAD = new OutputTag<>("dead", TypeInformation.of(DeadLetter.class));

    private transient Map<Defect, Counter> defects;

    @Override
    public void open(OpenContext context) {
        defects = new EnumMap<>(Defect.class);
        for (Defect defect : Defect.values()) {
            defects.put(defect, DemandMetrics.deadLetters(getRuntimeContext(), defect));
        }
    }

    @Override
    public void processElement(ReadRecord record, Context context, Collector<ReadRecord> out) {
        if (record.arrived() != null) {
            out.collect(record);
            context.output(ACCOUNTED, record);
        } else if (record.finished() != null) {
            out.collect(record);
        } else if (record.heartbeat() != null) {
            context.output(ACCOUNTED, record);
        } else {
            defects.get(record.defect()).inc();
            context.output(DEAD, record.deadLetter());
        }
    }
}
