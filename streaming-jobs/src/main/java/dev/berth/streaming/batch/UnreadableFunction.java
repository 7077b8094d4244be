package dev.berth.streaming.batch;

import dev.berth.streaming.demand.ReadRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Counts what could not be read. */
final class UnreadableFunction extends KeyedProcessFunction<Integer, ReadRecord, ReportPart> {
    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(ReadRecord record, Context context, Collector<ReportPart> out) throws Exception {
        Long before = count.value();
        count.update(before == null ? 1 : before + 1);
        context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ReportPart> out) throws Exception {
        out.collect(ReportPart.unreadable(count.value()));
        count.clear();
    }
}
