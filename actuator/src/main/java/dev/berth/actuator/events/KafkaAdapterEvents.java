package dev.berth.actuator.events;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events to Kafka, from a bounded queue on a thread of its own: a producer may wait for a broker that is away, the
 * reconciler may not. What does not fit is dropped and counted; the ledger has it all the same.
 */
public final class KafkaAdapterEvents implements AdapterEvents {
    private static final Logger log = LoggerFactory.getLogger(KafkaAdapterEvents.class);
    private static final int QUEUE_LENGTH = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final BlockingQueue<AdapterEvent> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final AtomicLong dropped = new AtomicLong();
    private final Producer<String, String> producer;
    private final Thread sender;
    private volatile boolean closed;

    /** @param bootstrap {@code HOST:PORT}; the broker need not be there yet */
    public KafkaAdapterEvents(String bootstrap) {
        this(new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "berth-actuator",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        // With more, the first batch to a new topic can be refused for good after the second was taken.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        LONGEST_WAIT.toMillis(),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        30_000),
                new StringSerializer(),
                new StringSerializer()));
    }

    /** @param producer closed together with this */
    KafkaAdapterEvents(Producer<String, String> producer) {
        this.producer = producer;
        this.sender = new Thread(this::send, "berth-actuator-events");
        this.sender.setDaemon(true);
        this.sender.start();
    }

    @Override
    public void tell(AdapterEvent event) {
        if (!queue.offer(event)) {
            drop("the queue is full");
        }
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    private void send() {
        try {
            while (!closed) {
                AdapterEvent event = queue.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    send(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(AdapterEvent event) {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(Topics.EVENTS, event.adapter(), Json.write(event)), (metadata, e) -> {
                        if (e != null) {
                            drop(e.getMessage());
                        }
                    });
        } catch (KafkaException e) {
            drop(e.getMessage());
        }
    }

    private void drop(String reason) {
        long count = dropped.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            log.warn("adapter events dropped={} reason=\"{}\"", count, reason);
        }
    }

    @Override
    public void close() {
        closed = true;
        sender.interrupt();
        producer.close(Duration.ofSeconds(1));
    }
}
