package dev.berth.streaming.kafka;

import dev.berth.streaming.demand.ReadRecord;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitState;
import org.apache.flink.metrics.Counter;

/** Gives on, in the task's thread, what another has polled and parsed, a whole poll of a partition at a time. */
final class ParsingSourceReader
        extends SingleThreadMultiplexSourceReaderBase<
                ParsedBatch, ReadRecord, KafkaPartitionSplit, KafkaPartitionSplitState> {
    ParsingSourceReader(Supplier<SplitReader<ParsedBatch, KafkaPartitionSplit>> splits, SourceReaderContext context) {
        super(
                splits,
                new Emitter(context.metricGroup().getIOMetricGroup().getNumRecordsInCounter()),
                new Configuration(),
                context);
    }

    /** The offset moves on once the whole batch is given on; a checkpoint comes before a batch or after it. */
    private record Emitter(Counter recordsIn)
            implements RecordEmitter<ParsedBatch, ReadRecord, KafkaPartitionSplitState> {
        @Override
        public void emitRecord(ParsedBatch batch, SourceOutput<ReadRecord> out, KafkaPartitionSplitState split) {
            batch.giveOn(out);
            split.setCurrentOffset(batch.nextOffset());
            recordsIn.inc(batch.size() - 1L); // The batch itself is counted by Flink.
        }
    }

    @Override
    protected void onSplitFinished(Map<String, KafkaPartitionSplitState> finished) {
        // No offsets are committed, so there is nothing to remember of it.
    }

    @Override
    protected KafkaPartitionSplitState initializedState(KafkaPartitionSplit split) {
        return new KafkaPartitionSplitState(split);
    }

    @Override
    protected KafkaPartitionSplit toSplitType(String splitId, KafkaPartitionSplitState state) {
        return state.toKafkaPartitionSplit();
    }
}
