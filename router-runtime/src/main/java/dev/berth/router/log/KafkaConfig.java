package dev.berth.router.log;

import dev.berth.domain.config.Doc;

/** How requests are recorded to Kafka. */
public record KafkaConfig(
        @Doc("Kafka brokers, HOST:PORT[,HOST:PORT]; empty: requests are not recorded") String bootstrap,
        @Doc("records that are held while Kafka is slow or away; more are dropped and counted") int bufferedRecords,
        @Doc("time after which a record that Kafka did not take is dropped and counted, milliseconds")
                int deliveryTimeoutMillis) {
    public static final KafkaConfig DEFAULTS = new KafkaConfig("", 65_536, 10_000);

    public KafkaConfig {
        if (bufferedRecords <= 0 || deliveryTimeoutMillis < 1_000) {
            throw new IllegalArgumentException("kafka.bufferedRecords must be > 0 and deliveryTimeoutMillis >= 1000");
        }
    }
}
