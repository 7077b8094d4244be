package dev.berth.streaming.kafka;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code berth.engine} as a source; samples that can't be read are left out, since the next one comes in a second. */
public final class EngineSamplesSource {
    private static final String GROUP = "berth-report";

    private EngineSamplesSource() {}

    /** What was written to the topic in that time, then ends. */
    public static KafkaSource<EngineSample> between(String bootstrapServers, long fromMillis, long toMillis) {
        return KafkaSource.<EngineSample>builder()
                .setBootstrapServers(bootstrapServers)
                .setGroupId(GROUP)
                .setTopics(Topics.ENGINE)
                .setProperty("commit.offsets.on.checkpoint", "false")
                .setStartingOffsets(OffsetsInitializer.timestamp(fromMillis))
                .setBounded(OffsetsInitializer.timestamp(toMillis))
                .setDeserializer(new SampleSchema())
                .build();
    }

    private static final class SampleSchema implements KafkaRecordDeserializationSchema<EngineSample> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<EngineSample> out) {
            if (record.value() == null) {
                return;
            }
            EngineSample sample;
            try {
                sample = Json.read(new String(record.value(), StandardCharsets.UTF_8), EngineSample.class);
            } catch (UnreadableJsonException e) {
                return;
            }
            if (sample.v() == EngineSample.FORM) {
                out.collect(sample);
            }
        }

        @Override
        public TypeInformation<EngineSample> getProducedType() {
            return TypeInformation.of(EngineSample.class);
        }
    }
}
