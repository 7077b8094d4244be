package dev.berth.streaming.demand;

import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RouterHeartbeat;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Gives each kind of record a stream of its own: arrivals the main one, the others by tag. Counts defects by kind. */
final class SortRecords extends ProcessFunction<ReadRecord, RequestArrived> {
    static final OutputTag<RequestFinished> FINISHED =
            new OutputTag<>("finished", TypeInformation.of(RequestFinished.class));
    static final OutputTag<RouterHeartbeat> HEARTBEATS =
            new OutputTag<>("heartbeats", TypeInformation.of(RouterHeartbeat.class));
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
    public void processElement(ReadRecord record, Context context, Collector<RequestArrived> out) {
        if (record.arrived() != null) {
            out.collect(record.arrived());
        } else if (record.finished() != null) {
            context.output(FINISHED, record.finished());
        } else if (record.heartbeat() != null) {
            context.output(HEARTBEATS, record.heartbeat());
        } else {
            defects.get(record.defect()).inc();
            context.output(DEAD, record.deadLetter());
        }
    }
}
