package dev.berth.streaming.kafka;

/** No broker answered, or it refused. The message is one sentence for the user. */
public final class KafkaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KafkaUnavailableException(String bootstrapServers, Throwable cause) {
        super("Kafka at " + bootstrapServers + " can't be used: " + cause.getMessage(), cause);
    }
}
