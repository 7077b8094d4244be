package dev.berth.streaming.profile;

import dev.berth.streaming.demand.ReadRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Brings a request's arrival, which tells its bytes, and its end, which tells its tokens, together by its id. Both stand in the
 * same partition, the arrival first. A request of which no end comes is forgotten by timer.
 *
 * <pre>
 *   (no state) --arrival--> its bytes --end, or nothing for the TTL--> (no state)
 * </pre>
 */
final class PromptSizeFunction extends KeyedProcessFunction<String, ReadRecord, PromptSize> {
    private final long ttlMillis;
    private transient ValueState<Long> bodyBytes;
    private transient ValueState<Long> endsAt;

    PromptSizeFunction(ProfileConfig config) {
        this.ttlMillis = config.podTtlSeconds() * 1_000;
    }

    @Override
    public void open(OpenContext context) {
        bodyBytes = getRuntimeContext().getState(new ValueStateDescriptor<>("body-bytes", Types.LONG));
        endsAt = getRuntimeContext().getState(new ValueStateDescriptor<>("ends-at", Types.LONG));
    }

    @Override
    public void processElement(ReadRecord record, Context context, Collector<PromptSize> out) throws Exception {
        if (record.arrived() != null) {
            long end = context.timerService().currentProcessingTime() + ttlMillis;
            bodyBytes.update(record.arrived().bodyBytes());
            endsAt.update(end);
            context.timerService().registerProcessingTimeTimer(end);
            return;
        }
        Long bytes = bodyBytes.value();
        if (bytes == null) {
            return;
        }
        context.timerService().deleteProcessingTimeTimer(endsAt.value());
        bodyBytes.clear();
        endsAt.clear();
        out.collect(
                new PromptSize(record.finished().pod(), bytes, record.finished().promptTokens()));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PromptSize> out) {
        bodyBytes.clear();
        endsAt.clear();
    }
}
