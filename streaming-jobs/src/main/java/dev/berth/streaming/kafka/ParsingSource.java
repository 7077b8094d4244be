package dev.berth.streaming.kafka;

import dev.berth.streaming.demand.ReadRecord;
import dev.berth.streaming.demand.RecordReader;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink's Kafka source, but records are parsed by the thread that polls, not by the one that counts: the two share the work
 * without a record being written to bytes in between. Which partitions there are, where each is read from and to, and what is
 * kept of that in a checkpoint, is Flink's own, so that state goes from one to the other.
 */
final class ParsingSource
        implements Source<ReadRecord, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<ReadRecord> {
    private static final long serialVersionUID = 1;

    private final KafkaSource<byte[]> kafka;
    private final Properties consumer;
    private final RecordReader reader;

    /**
     * @param kafka what is read; how it is read does not matter
     * @param consumer settings of the consumer that reads it
     */
    ParsingSource(KafkaSource<byte[]> kafka, Properties consumer, RecordReader reader) {
        this.kafka = kafka;
        this.consumer = consumer;
        this.reader = reader;
    }

    @Override
    public SourceReader<ReadRecord, KafkaPartitionSplit> createReader(SourceReaderContext context) {
        KafkaSourceReaderMetrics metrics = new KafkaSourceReaderMetrics(context.metricGroup());
        return new ParsingSourceReader(
                () -> new ParsingSplitReader(new KafkaPartitionSplitReader(consumer, context, metrics), reader),
                context);
    }

    @Override
    public Boundedness getBoundedness() {
        return kafka.getBoundedness();
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return kafka.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint) throws IOException {
        return kafka.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return kafka.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return kafka.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<ReadRecord> getProducedType() {
        return TypeInformation.of(ReadRecord.class);
    }
}
