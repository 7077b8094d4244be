package dev.berth.streaming.kafka;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.Topics;
import org.apache.flink.connector.kafka.source.KafkaSource;

/** {@code berth.engine} and {@code berth.events} as sources. */
public final class ProfileSources {
    private static final String GROUP = "berth-profile";

    private ProfileSources() {}

    public static KafkaSource<EngineSample> engineSamples(String bootstrapServers, long sinceMillis) {
        return source(bootstrapServers, Topics.ENGINE, EngineSample.class, sinceMillis);
    }

    public static KafkaSource<AdapterEvent> adapterEvents(String bootstrapServers, long sinceMillis) {
        return source(bootstrapServers, Topics.EVENTS, AdapterEvent.class, sinceMillis);
    }

    private static <T> KafkaSource<T> source(String bootstrapServers, String topic, Class<T> type, long sinceMillis) {
        return KafkaSource.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setGroupId(GROUP)
                .setTopics(topic)
                .setStartingOffsets(new FromTime(Math.max(0, sinceMillis)))
                .setProperty("commit.offsets.on.checkpoint", "false") // Nobody reads them.
                .setProperty("partition.discovery.interval.ms", "10000")
                .setDeserializer(new JsonRecordSchema<>(type))
                .build();
    }
}
