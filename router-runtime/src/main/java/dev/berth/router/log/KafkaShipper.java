package dev.berth.router.log;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the request log to {@code berth.requests} on a thread of its own, and once a second a heartbeat to every
 * partition. Kafka's absence is felt by this thread alone: sends fail after a bounded time and are counted as dropped.
 */
public final class KafkaShipper implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(KafkaShipper.class);
    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MAX_BLOCK_MILLIS = 250;
    /** Kafka's own thread wakes for each batch, which costs more than what is in a small one. */
    private static final int BATCH_BYTES = 256 << 10;

    private static final int LINGER_MILLIS = 50;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final RequestLog requests;
    private final KafkaConfig config;
    private final String router;
    private final long startedAtMillis;
    private final LongSupplier clockMillis;
    private final CauseLog causes;
    private final RecordText text = new RecordText();
    private final Thread thread;
    private volatile boolean closing;
    private long nextHeartbeatMillis;

    public KafkaShipper(
            RequestLog requests, KafkaConfig config, String router, long startedAtMillis, LongSupplier clockMillis) {
        this.requests = requests;
        this.config = config;
        this.router = router;
        this.startedAtMillis = startedAtMillis;
        this.clockMillis = clockMillis;
        this.causes = new CauseLog(logger, clockMillis);
        this.thread = new Thread(this::run, "router-kafka");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (Producer<byte[], byte[]> producer = connected()) {
            if (producer == null) {
                return;
            }
            while (!closing) {
                turn(producer);
            }
            sendUpTo(producer, requests.offered());
            heartbeat(producer);
            producer.close(CLOSE_WITHIN);
        }
    }

    /** A producer; it takes a while if the brokers' names do not resolve yet. Null if closed meanwhile. */
    private Producer<byte[], byte[]> connected() {
        while (!closing) {
            try {
                return new KafkaProducer<>(settings(config), new ByteArraySerializer(), new ByteArraySerializer());
            } catch (KafkaException e) {
                causes.warn("kafka unusable bootstrap={} reason=\"{}\"", config.bootstrap(), rootOf(e));
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
        return null;
    }

    private void turn(Producer<byte[], byte[]> producer) {
        if (clockMillis.getAsLong() >= nextHeartbeatMillis) {
            nextHeartbeatMillis = clockMillis.getAsLong() + HEARTBEAT_MILLIS;
            heartbeat(producer);
        }
        RequestRecord record = requests.poll();
        if (record == null) {
            LockSupport.parkNanos(IDLE_NANOS);
            return;
        }
        send(producer, record);
    }

    /** What the heartbeat counts is sent before it. */
    private void heartbeat(Producer<byte[], byte[]> producer) {
        RouterHeartbeat beat = requests.heartbeat(router, clockMillis.getAsLong(), startedAtMillis);
        sendUpTo(producer, requests.offered());
        byte[] value = text.of(beat);
        try {
            for (PartitionInfo partition : producer.partitionsFor(Topics.REQUESTS)) {
                producer.send(new ProducerRecord<>(Topics.REQUESTS, partition.partition(), null, value));
            }
        } catch (KafkaException e) {
            causes.warn("heartbeat not sent topic={} reason=\"{}\"", Topics.REQUESTS, rootOf(e));
        }
    }

    private void sendUpTo(Producer<byte[], byte[]> producer, long position) {
        long givenUpAt = clockMillis.getAsLong() + HEARTBEAT_MILLIS;
        while (requests.taken() < position && clockMillis.getAsLong() < givenUpAt) {
            RequestRecord record = requests.poll();
            if (record == null) {
                Thread.onSpinWait(); // A producer is between claiming the cell and filling it.
            } else {
                send(producer, record);
            }
        }
    }

    private void send(Producer<byte[], byte[]> producer, RequestRecord record) {
        try {
            byte[] key = keyOf(record).getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(Topics.REQUESTS, key, text.of(record)), (metadata, failure) -> {
                if (failure != null) {
                    lost(failure);
                }
            });
        } catch (KafkaException e) {
            lost(e);
        }
    }

    private void lost(Exception failure) {
        requests.lost();
        causes.warn("request records dropped topic={} reason=\"{}\"", Topics.REQUESTS, rootOf(failure));
    }

    private static String keyOf(RequestRecord record) {
        if (record instanceof RequestArrived arrived) {
            return arrived.model();
        }
        if (record instanceof RequestFinished finished) {
            return finished.model();
        }
        return "";
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    private static Map<String, Object> settings(KafkaConfig config) {
        int requestTimeout = Math.max(500, config.deliveryTimeoutMillis() / 3);
        Map<String, Object> settings = new HashMap<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrap(),
                ProducerConfig.CLIENT_ID_CONFIG,
                "berth-router",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                MAX_BLOCK_MILLIS,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MILLIS,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                16L << 20,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "none",
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                requestTimeout,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                config.deliveryTimeoutMillis(),
                ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG,
                100,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                2_000));
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        // With more, a new topic's leader may turn the first batch away and take the second, and the first then never
        // fits.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return settings;
    }

    /** Sends what is there, within two seconds. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_WITHIN.toMillis() * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
