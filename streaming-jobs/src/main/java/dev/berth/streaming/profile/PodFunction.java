package dev.berth.streaming.profile;

import dev.berth.streaming.BlackboardFactory;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The shell of {@link PodStopwatch}: one pod's requests and samples to readings. Time is the pod's own event time, which its
 * samples move on also when nobody asks it for anything; so there is nothing to wait for by timer. The one timer, of processing
 * time, is the end of a pod that nothing is heard of any more.
 *
 * <pre>
 *   (no state) --first event--> heard of --silent for the TTL--> (no state)
 * </pre>
 */
final class PodFunction extends KeyedProcessFunction<String, PodEvent, DeploymentEvent> {
    private final BlackboardFactory blackboard;
    private final ProfileConfig config;
    private transient PodStopwatch stopwatch;
    private transient BlackboardBasis basis;
    private transient ValueState<PodMemory> state;
    private transient Counter readings;

    PodFunction(BlackboardFactory blackboard, ProfileConfig config) {
        this.blackboard = blackboard;
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        stopwatch = new PodStopwatch(config.holdSeconds() * 1_000);
        basis = new BlackboardBasis(blackboard.open());
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("pod", TypeInformation.of(PodMemory.class)));
        readings = getRuntimeContext().getMetricGroup().counter("engine_readings");
    }

    @Override
    public void processElement(PodEvent event, Context context, Collector<DeploymentEvent> out) throws Exception {
        PodMemory memory = state.value();
        long now = context.timerService().currentProcessingTime();
        if (memory == null) {
            memory = new PodMemory();
            context.timerService().registerProcessingTimeTimer(now + config.podTtlSeconds() * 1_000);
        }
        memory.heardAtMillis = now;
        if (event.size() != null) {
            if (!memory.deployment.isEmpty()) {
                out.collect(DeploymentEvent.of(memory.deployment, event.size()));
            }
        } else if (event.sample() != null) {
            stopwatch.sampled(memory, event.sample());
        } else {
            stopwatch.finished(memory, event.finished());
        }
        if (!memory.deployment.isEmpty()) {
            EngineTraits traits = basis.of(memory.deployment, now).traits();
            for (EngineReading reading : stopwatch.read(memory, traits)) {
                readings.inc();
                out.collect(DeploymentEvent.of(reading));
            }
        }
        state.update(memory);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<DeploymentEvent> out) throws Exception {
        PodMemory memory = state.value();
        if (memory == null) {
            return;
        }
        long end = memory.heardAtMillis + config.podTtlSeconds() * 1_000;
        if (timestamp >= end) {
            state.clear();
        } else {
            context.timerService().registerProcessingTimeTimer(end);
        }
    }

    @Override
    public void close() {
        if (basis != null) {
            basis.close();
        }
    }
}
