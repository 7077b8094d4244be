package dev.berth.evaluation.bench;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes {@code berth.requests} as a router does: arrivals and ends keyed by model, and a heartbeat a second to all. */
final class RequestLog {
    private static final String ROUTER = "router-bench";
    private static final long BEAT_MILLIS = 1_000;

    private final KafkaProducer<String, String> producer;
    private final int models;
    private final Random random;
    private long accepted;
    private long startedAt;
    private long lastBeat;

    /** When Kafka is told that it was written; null for now. */
    private Long kafkaMillis;

    RequestLog(String kafka, int models, long seed) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka,
                "linger.ms",
                5,
                "batch.size",
                65_536,
                "compression.type",
                "lz4",
                "max.in.flight.requests.per.connection", // Else a new topic's first batch can be lost.
                1);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        this.models = models;
        this.random = new Random(seed);
    }

    /**
     * Kafka is told of another time. A job begins with what was written in the last minute, and a long log takes longer to
     * write.
     */
    void writtenAt(long millis) {
        kafkaMillis = millis;
    }

    /** A request of some model that arrives and ends then. */
    void request(long atMillis) {
        request("model-" + random.nextInt(models), atMillis);
    }

    /** The one request of a model that nobody else asks for. */
    void mark(String model, long atMillis) {
        request(model, atMillis);
    }

    void request(String model, long atMillis) {
        beatUpTo(atMillis);
        accepted++;
        long prompt = 50L + random.nextInt(4_000);
        String id = Long.toHexString(random.nextLong());
        send(
                model,
                new RequestArrived(
                        RequestRecord.FORM, ROUTER, atMillis, id, model, "tenant-1", 4 * prompt, prompt, true));
        send(model, end(id, model, atMillis, prompt, 1 + random.nextInt(600)));
    }

    private RequestFinished end(String id, String model, long atMillis, long prompt, long output) {
        double ttft = toMicros(0.05 + random.nextDouble());
        return new RequestFinished(
                RequestRecord.FORM,
                ROUTER,
                atMillis,
                id,
                model,
                "tenant-1",
                atMillis,
                "pod-" + random.nextInt(40),
                "1767225600.000",
                1,
                Outcome.COMPLETED,
                200,
                true,
                0,
                ttft,
                toMicros(ttft + 0.03 * output),
                prompt,
                prompt / 3,
                output,
                TokenSource.USAGE,
                "interactive",
                ttft < 1 ? SloJudge.Verdict.MET : SloJudge.Verdict.MISSED,
                "slo-least-load",
                "least-load");
    }

    /** Routers write no more digits. */
    private static double toMicros(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    /** Says what was accepted, for each second until then. */
    void beatUpTo(long atMillis) {
        if (lastBeat == 0) {
            startedAt = atMillis - BEAT_MILLIS;
            lastBeat = startedAt;
        }
        while (lastBeat + BEAT_MILLIS <= atMillis) {
            lastBeat += BEAT_MILLIS;
            RouterHeartbeat beat =
                    new RouterHeartbeat(RequestRecord.FORM, ROUTER, lastBeat, startedAt, accepted, accepted, 0);
            for (PartitionInfo partition : producer.partitionsFor(Topics.REQUESTS)) {
                Future<?> unused = producer.send(
                        new ProducerRecord<>(Topics.REQUESTS, partition.partition(), kafkaMillis, null, text(beat)));
            }
        }
    }

    private void send(String model, RequestRecord record) {
        Future<?> unused = producer.send(new ProducerRecord<>(Topics.REQUESTS, null, kafkaMillis, model, text(record)));
    }

    private static String text(RequestRecord record) {
        return Json.write(record);
    }

    void flush() {
        producer.flush();
    }

    /** Beats on until then, so that all windows close, and ends. */
    void close(long untilMillis) {
        beatUpTo(untilMillis);
        producer.close();
    }
}
