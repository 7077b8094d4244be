package dev.berth.streaming.profile;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.EngineSample;
import dev.berth.streaming.BlackboardFactory;
import dev.berth.streaming.demand.ReadRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The graph of ProfileJob.
 *
 * <pre>
 *   requests --ends--------------------+
 *       +---one in so many--> sizes ---+--by pod--> readings --+
 *   samples ---------------------------+                       +--by deployment--> profiles
 *   events --loads---------------------------------------------+
 * </pre>
 */
public final class ProfileGraph {
    private ProfileGraph() {}

    /** Where it reads. */
    public record Sources(
            Source<ReadRecord, ?, ?> requests, Source<EngineSample, ?, ?> samples, Source<AdapterEvent, ?, ?> events) {}

    /** @param blackboard where offline profiles and the catalog are read */
    public static void build(
            StreamExecutionEnvironment env,
            Sources sources,
            Sink<ProfileMessage> profiles,
            BlackboardFactory blackboard,
            ProfileConfig config) {
        DataStream<ReadRecord> requests = from(env, sources.requests(), ReadRecord.class, "requests");
        DataStream<PodEvent> ends = requests.flatMap(new RequestEvents.Finished())
                .returns(PodEvent.class)
                .name("ends")
                .uid("ends");
        DataStream<PodEvent> sizes = requests.filter(new RequestEvents.OneInSoMany(config.sizeEvery()))
                .name("one in so many")
                .uid("one-in-so-many")
                .keyBy(RequestEvents::id, Types.STRING)
                .process(new PromptSizeFunction(config))
                .returns(PromptSize.class)
                .name("sizes")
                .uid("sizes")
                .map(PodEvent::of)
                .returns(PodEvent.class)
                .name("sizes of pods")
                .uid("sizes-of-pods");
        DataStream<PodEvent> samples = from(env, sources.samples(), EngineSample.class, "samples")
                .map(PodEvent::of)
                .returns(PodEvent.class)
                .name("samples of pods")
                .uid("samples-of-pods");
        DataStream<DeploymentEvent> loads = from(env, sources.events(), AdapterEvent.class, "events")
                .filter(event -> event.kind() == AdapterEvent.Kind.LOADED)
                .name("loads")
                .uid("loads")
                .map(DeploymentEvent::of)
                .returns(DeploymentEvent.class)
                .name("loads of deployments")
                .uid("loads-of-deployments");
        ends.union(sizes, samples)
                .keyBy(PodEvent::pod, Types.STRING)
                .process(new PodFunction(blackboard, config))
                .returns(DeploymentEvent.class)
                .name("readings")
                .uid("readings")
                .union(loads)
                .keyBy(DeploymentEvent::deployment, Types.STRING)
                .process(new ProfileFunction(blackboard, config))
                .returns(ProfileMessage.class)
                .name("profiles")
                .uid("profiles")
                .sinkTo(profiles)
                .name("blackboard")
                .uid("blackboard");
    }

    private static <T> DataStream<T> from(
            StreamExecutionEnvironment env, Source<T, ?, ?> source, Class<T> type, String name) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), name, TypeInformation.of(type))
                .uid(name);
    }
}
