package dev.berth.streaming.kafka;

import dev.berth.domain.demand.Topics;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.ReadRecord;
import dev.berth.streaming.demand.RecordReader;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** {@code berth.requests} as a source. */
public final class RequestsSource {
    private static final String GROUP = "berth-demand";

    private RequestsSource() {}

    /**
     * Reads on without end. A job without a checkpoint begins far enough back that its first windows are whole again by the
     * time it has come to now; offsets that a former job committed are no help, since the windows they had filled are gone.
     */
    public static Source<ReadRecord, ?, ?> unbounded(String bootstrapServers, DemandConfig config, long nowMillis) {
        return source(
                bootstrapServers, config, kafka -> kafka.setStartingOffsets(new FromTime(begin(config, nowMillis))));
    }

    /** Where {@link #unbounded} begins, Unix milliseconds. */
    public static long begin(DemandConfig config, long nowMillis) {
        long back = (config.windowSeconds() + 2 * config.slideSeconds()) * 1_000 + config.outOfOrderMillis();
        return Math.max(0, nowMillis - back);
    }

    /** All that the topic holds now, then ends. */
    public static Source<ReadRecord, ?, ?> bounded(String bootstrapServers, DemandConfig config) {
        return source(bootstrapServers, config, kafka -> kafka.setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest()));
    }

    /** What was written to the topic in that time, then ends. Records are a little younger than the requests they tell of. */
    public static Source<ReadRecord, ?, ?> between(
            String bootstrapServers, DemandConfig config, long fromMillis, long toMillis) {
        return source(
                bootstrapServers, config, kafka -> kafka.setStartingOffsets(OffsetsInitializer.timestamp(fromMillis))
                        .setBounded(OffsetsInitializer.timestamp(toMillis)));
    }

    private static Source<ReadRecord, ?, ?> source(
            String bootstrapServers, DemandConfig config, UnaryOperator<KafkaSourceBuilder<byte[]>> range) {
        Properties consumer = new Properties();
        consumer.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        consumer.setProperty(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        consumer.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.setProperty(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        consumer.setProperty(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        consumer.setProperty(KafkaSourceOptions.CLIENT_ID_PREFIX.key(), GROUP);
        KafkaSource<byte[]> kafka = range.apply(KafkaSource.<byte[]>builder()
                        .setTopics(Topics.REQUESTS)
                        .setProperties(consumer)
                        .setProperty("commit.offsets.on.checkpoint", "false") // Nobody reads them.
                        .setProperty("partition.discovery.interval.ms", "10000")
                        .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class)))
                .build();
        return new ParsingSource(kafka, consumer, new RecordReader(Topics.REQUESTS, config.futureMillis()));
    }
}
