package dev.berth.streaming.kafka;

import dev.berth.streaming.demand.ReadRecord;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought of one partition, parsed. */
final class ParsedBatch {
    private final ReadRecord[] records;

    /** When each was written, as the broker says. */
    private final long[] kafkaMillis;

    private long nextOffset;
    private int size;

    ParsedBatch(int most) {
        records = new ReadRecord[most];
        kafkaMillis = new long[most];
    }

    void add(ConsumerRecord<?, ?> polled, ReadRecord parsed) {
        records[size] = parsed;
        kafkaMillis[size] = polled.timestamp();
        nextOffset = polled.offset() + 1;
        size++;
    }

    int size() {
        return size;
    }

    /** Behind the last of them. */
    long nextOffset() {
        return nextOffset;
    }

    void giveOn(SourceOutput<ReadRecord> out) {
        for (int i = 0; i < size; i++) {
            out.collect(records[i], kafkaMillis[i]);
        }
    }
}
