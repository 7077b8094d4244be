package dev.berth.streaming.kafka;

import dev.berth.domain.demand.Topics;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.ReadRecord;
import dev.berth.streaming.demand.RecordReader;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** {@code berth.requests} as a source. */
public final class RequestsSource {
    private static final String GROUP = "berth-demand";

    private RequestsSource() {}

    /**
     * Reads on without end. A job without a checkpoint begins far enough back that its first windows are whole again by the
     * time it has come to now; offsets that a former job committed are no help, since the windows they had filled are gone.
     */
    public static KafkaSource<ReadRecord> unbounded(String bootstrapServers, DemandConfig config, long nowMillis) {
        return builder(bootstrapServers, config)
                .setStartingOffsets(new FromTime(begin(config, nowMillis)))
                .build();
    }

    /** Where {@link #unbounded} begins, Unix milliseconds. */
    public static long begin(DemandConfig config, long nowMillis) {
        long back = (config.windowSeconds() + 2 * config.slideSeconds()) * 1_000 + config.outOfOrderMillis();
        return Math.max(0, nowMillis - back);
    }

    /** All that the topic holds now, then ends. */
    public static KafkaSource<ReadRecord> bounded(String bootstrapServers, DemandConfig config) {
        return builder(bootstrapServers, config)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .build();
    }

    /** What was written to the topic in that time, then ends. Records are a little younger than the requests they tell of. */
    public static KafkaSource<ReadRecord> between(
            String bootstrapServers, DemandConfig config, long fromMillis, long toMillis) {
        return builder(bootstrapServers, config)
                .setStartingOffsets(OffsetsInitializer.timestamp(fromMillis))
                .setBounded(OffsetsInitializer.timestamp(toMillis))
                .build();
    }

    private static KafkaSourceBuilder<ReadRecord> builder(String bootstrapServers, DemandConfig config) {
        return KafkaSource.<ReadRecord>builder()
                .setBootstrapServers(bootstrapServers)
                .setGroupId(GROUP)
                .setTopics(Topics.REQUESTS)
                .setProperty("commit.offsets.on.checkpoint", "false") // Nobody reads them.
                .setProperty("partition.discovery.interval.ms", "10000")
                .setDeserializer(new ReadRecordSchema(new RecordReader(Topics.REQUESTS, config.futureMillis())));
    }
}
