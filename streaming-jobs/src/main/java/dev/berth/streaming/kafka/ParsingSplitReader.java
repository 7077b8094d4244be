package dev.berth.streaming.kafka;

import dev.berth.streaming.demand.RecordReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Polls as Flink's own reader does and parses what came, in the thread that polls. */
final class ParsingSplitReader implements SplitReader<ParsedBatch, KafkaPartitionSplit> {
    private static final byte[] NOTHING = {};

    private final KafkaPartitionSplitReader kafka;
    private final RecordReader reader;
    private final List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();

    ParsingSplitReader(KafkaPartitionSplitReader kafka, RecordReader reader) {
        this.kafka = kafka;
        this.reader = reader;
    }

    @Override
    public RecordsWithSplitIds<ParsedBatch> fetch() throws IOException {
        RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetched = kafka.fetch();
        RecordsBySplits.Builder<ParsedBatch> parsed = new RecordsBySplits.Builder<>();
        for (String split = fetched.nextSplit(); split != null; split = fetched.nextSplit()) {
            ConsumerRecord<byte[], byte[]> next = fetched.nextRecordFromSplit();
            while (next != null) {
                polled.add(next);
                next = fetched.nextRecordFromSplit();
            }
            if (!polled.isEmpty()) {
                parsed.add(split, parse());
                polled.clear();
            }
        }
        parsed.addFinishedSplits(fetched.finishedSplits());
        return parsed.build();
    }

    private ParsedBatch parse() {
        long now = System.currentTimeMillis();
        ParsedBatch batch = new ParsedBatch(polled.size());
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            byte[] json = record.value() == null ? NOTHING : record.value();
            batch.add(record, reader.read(record.partition(), record.offset(), json, now));
        }
        return batch;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<KafkaPartitionSplit> change) {
        kafka.handleSplitsChanges(change);
    }

    @Override
    public void pauseOrResumeSplits(Collection<KafkaPartitionSplit> paused, Collection<KafkaPartitionSplit> resumed) {
        kafka.pauseOrResumeSplits(paused, resumed);
    }

    @Override
    public void wakeUp() {
        kafka.wakeUp();
    }

    @Override
    public void close() throws Exception {
        kafka.close();
    }
}
