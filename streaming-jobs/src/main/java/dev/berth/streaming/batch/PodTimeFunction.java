package dev.berth.streaming.batch;

import dev.berth.domain.demand.EngineSample;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * One pod's time, from its samples in the order of event time, which a batch has.
 *
 * <p>The time between two samples counts if the pod answered both, and was busy if the first says so. After a longer gap than
 * {@link #LONGEST_GAP_MILLIS} nobody knows.
 */
final class PodTimeFunction extends KeyedProcessFunction<String, EngineSample, ReportPart> {
    private static final long LONGEST_GAP_MILLIS = 30_000;

    private transient ValueState<Times> state;

    /** State of the function, so no record. */
    public static final class Times {
        public long lastMillis;
        public boolean up;
        public boolean busy;
        public String deployment = "";
        public long upMillis;
        public long busyMillis;

        /** For Flink's serializer. */
        public Times() {}

        void add(EngineSample sample) {
            long gap = sample.atMillis() - lastMillis;
            if (up && sample.up() && gap > 0 && gap <= LONGEST_GAP_MILLIS) {
                upMillis += gap;
                busyMillis += busy ? gap : 0;
            }
            lastMillis = sample.atMillis();
            up = sample.up();
            busy = sample.running() + sample.waiting() > 0;
            deployment = sample.deployment();
        }
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("times", TypeInformation.of(Times.class)));
    }

    @Override
    public void processElement(EngineSample sample, Context context, Collector<ReportPart> out) throws Exception {
        Times times = state.value();
        if (times == null) {
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
            times = new Times();
        }
        times.add(sample);
        state.update(times);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ReportPart> out) throws Exception {
        Times times = state.value();
        out.collect(ReportPart.of(
                new PodTime(context.getCurrentKey(), times.deployment, times.upMillis / 1e3, times.busyMillis / 1e3)));
        state.clear();
    }
}
