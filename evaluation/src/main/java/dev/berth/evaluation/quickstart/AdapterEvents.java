package dev.berth.evaluation.quickstart;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the actuator's loads and unloads, as {@code berth.events} tells them. */
final class AdapterEvents implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final KafkaConsumer<String, String> consumer;
    private final List<TopicPartition> partitions;

    AdapterEvents(String kafka) {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka, ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                        BOUND.toMillis());
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        partitions = consumer.partitionsFor(Topics.EVENTS, BOUND).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Counts all events between two moments, Unix milliseconds, in one reading of the topic. */
    Map<AdapterEvent.Kind, Long> count(long fromMillis, long toMillis) {
        Map<AdapterEvent.Kind, Long> counts = new EnumMap<>(AdapterEvent.Kind.class);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, BOUND);
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (System.nanoTime() < deadline && !reached(ends)) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                add(record.value(), fromMillis, toMillis, counts);
            }
        }
        return counts;
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey(), BOUND) >= e.getValue());
    }

    private static void add(String text, long fromMillis, long toMillis, Map<AdapterEvent.Kind, Long> counts) {
        AdapterEvent event;
        try {
            event = Json.read(text, AdapterEvent.class);
        } catch (UnreadableJsonException e) {
            return; // Not ours to judge: the jobs dead-letter it.
        }
        if (event.atMillis() >= fromMillis && event.atMillis() < toMillis) {
            counts.merge(event.kind(), 1L, Long::sum);
        }
    }

    @Override
    public void close() {
        try {
            consumer.close();
        } catch (KafkaException e) {
            return; // The broker is gone, and so is what was to be closed.
        }
    }
}
