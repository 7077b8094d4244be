package dev.berth.streaming.kafka;

import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sinks that write a topic's records as JSON, at least once. One batch at a time is under way to a partition: if a new topic's
 * leader turned the first away and took the second, the first would be out of order for good.
 */
public final class JsonTopic {
    private JsonTopic() {}

    public static KafkaSink<EngineSample> engineSamples(String bootstrapServers) {
        return sink(bootstrapServers, new JsonSchema<>(Topics.ENGINE, EngineSample::pod));
    }

    /** Keyed by the topic that the record came from. */
    public static KafkaSink<DeadLetter> deadLetters(String bootstrapServers) {
        return sink(bootstrapServers, new JsonSchema<>(Topics.DEADLETTER, DeadLetter::topic));
    }

    private static <T> KafkaSink<T> sink(String bootstrapServers, JsonSchema<T> schema) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setRecordSerializer(schema)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setProperty("linger.ms", "5")
                .setProperty("max.in.flight.requests.per.connection", "1")
                .build();
    }

    private interface KeyOf<T> extends Function<T, String>, Serializable {}

    private static final class JsonSchema<T> implements KafkaRecordSerializationSchema<T> {
        private final String topic;
        private final KeyOf<T> keyOf;

        JsonSchema(String topic, KeyOf<T> keyOf) {
            this.topic = topic;
            this.keyOf = keyOf;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(T value, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(topic, bytes(keyOf.apply(value)), bytes(Json.write(value)));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
