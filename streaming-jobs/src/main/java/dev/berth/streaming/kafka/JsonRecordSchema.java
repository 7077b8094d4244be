package dev.berth.streaming.kafka;

import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON records of one type. One that can't be read is counted and left out: samples and load events perish, and there is always
 * a next one.
 */
final class JsonRecordSchema<T> implements KafkaRecordDeserializationSchema<T> {
    private static final Logger log = LoggerFactory.getLogger(JsonRecordSchema.class);

    private final Class<T> type;
    private transient Counter unreadable;
    private transient boolean told;

    JsonRecordSchema(Class<T> type) {
        this.type = type;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        unreadable = context.getMetricGroup().counter("records_unreadable");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
        String text = record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
        try {
            out.collect(Json.read(text, type));
        } catch (UnreadableJsonException e) {
            unreadable.inc();
            if (!told) {
                told = true;
                log.warn(
                        "record left out topic={} offset={} cause={}", record.topic(), record.offset(), e.getMessage());
            }
        }
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return TypeInformation.of(type);
    }
}
