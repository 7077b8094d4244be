package dev.berth.evaluation.quickstart;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads {@code berth.requests} from its beginning and sums up what the newest life of a router says against what is there. */
final class RequestRecords implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final Map<Long, Set<String>> arrived = new HashMap<>();
    private final Map<Long, Set<String>> finished = new HashMap<>();
    private RouterHeartbeat last;

    RequestRecords(String kafka) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new StringDeserializer(), new StringDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.REQUESTS, Duration.ofSeconds(20)).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void readOn() {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
            add(Json.read(record.value(), RequestRecord.class));
        }
    }

    private void add(RequestRecord record) {
        if (record instanceof RequestArrived a) {
            arrived.computeIfAbsent(a.atMillis(), at -> new HashSet<>()).add(a.requestId());
        } else if (record instanceof RequestFinished f) {
            finished.computeIfAbsent(f.arrivedAtMillis(), at -> new HashSet<>()).add(f.requestId());
        } else if (record instanceof RouterHeartbeat h && (last == null || h.atMillis() > last.atMillis())) {
            last = h;
        }
    }

    /** Distinct requests of the router's newest life. */
    long arrived() {
        return sinceStart(arrived);
    }

    long finished() {
        return sinceStart(finished);
    }

    long dropped() {
        return last == null ? 0 : last.dropped();
    }

    long acceptedByRouter() {
        return last == null ? 0 : last.accepted();
    }

    long finishedByRouter() {
        return last == null ? 0 : last.finished();
    }

    private long sinceStart(Map<Long, Set<String>> byArrival) {
        return byArrival.entrySet().stream()
                .filter(e -> last != null && e.getKey() >= last.startedAtMillis())
                .mapToLong(e -> e.getValue().size())
                .sum();
    }

    @Override
    public String toString() {
        return "arrived " + arrived() + ", finished " + finished() + ", last heartbeat " + last;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
