package dev.berth.streaming.kafka;

import dev.berth.streaming.demand.ReadRecord;
import dev.berth.streaming.demand.RecordReader;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads records where they leave Kafka, so that each partition's own event time is known: partitions are read at different
 * speeds, and the time of the whole is that of the slowest.
 */
final class ReadRecordSchema implements KafkaRecordDeserializationSchema<ReadRecord> {
    private static final byte[] NOTHING = {};

    private final RecordReader reader;

    ReadRecordSchema(RecordReader reader) {
        this.reader = reader;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ReadRecord> out) {
        byte[] json = record.value() == null ? NOTHING : record.value();
        ReadRecord read = reader.read(record.partition(), record.offset(), json, System.currentTimeMillis());
        out.collect(read);
    }

    @Override
    public TypeInformation<ReadRecord> getProducedType() {
        return TypeInformation.of(ReadRecord.class);
    }
}
