package dev.berth.streaming.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins with the first record written at a time or after it. A reader whose place is gone (it goes on from an old checkpoint,
 * or the topic was made anew) reads all that there is; Flink's own initializer would skip it.
 */
final class FromTime implements OffsetsInitializer {
    private static final long serialVersionUID = 1;

    private final OffsetsInitializer byTime;

    FromTime(long millis) {
        this.byTime = OffsetsInitializer.timestamp(millis);
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever offsets) {
        return byTime.getPartitionOffsets(partitions, offsets);
    }

    @Override
    @SuppressWarnings("deprecation") // The interface asks for it.
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }
}
