package dev.berth.evaluation.bench;

import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.stack.MeasuredProcess;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What a record costs: the topic is written first, then read twice, by DemandJob with its checkpoints and by one thread that
 * polls and parses and does nothing else; in turns, so that what disturbs the machine disturbs both.
 *
 * <p>Between marks in the log, models that are asked once: when their demand is in Redis, all before them was read. Twice for
 * each reader: while it is young, and once it is warm. A young job's time is the compiler's more than its own; one that runs for
 * days is the warm one.
 *
 * <pre>
 *   |--------|--young--|------------------|-------warm--------|
 *   0       1/6       2/6                4/6                 6/6
 * </pre>
 */
final class CostBench {
    /** Sixths of the log. */
    private static final int PARTS = 6;

    private static final List<Integer> MARKS = List.of(1, 2, 4, 6);
    private static final int LAST = MARKS.size() - 1;

    /** Requests a second of event time. */
    private static final double PER_SECOND = 5_000 / 3.0;

    /** Longer than writing and the loop take. */
    private static final long READ_LATER_MILLIS = 10 * 60_000;

    private final StreamsBench.Options options;
    private final Path directory;
    private final Consumer<String> progress;

    /** @param directory for files of this run */
    CostBench(StreamsBench.Options options, Path directory, Consumer<String> progress) {
        this.options = options;
        this.directory = directory;
        this.progress = progress;
    }

    /** When a reader had come to a mark. */
    private record Passed(long nanos, long cpuNanos) {}

    private record Rate(double perSecond, double perCpuSecond) {
        static Rate between(Passed from, Passed to, double records) {
            return new Rate(
                    records * 1e9 / (to.nanos() - from.nanos()), records * 1e9 / (to.cpuNanos() - from.cpuNanos()));
        }
    }

    private record Rates(Rate young, Rate warm) {
        static Rates of(List<Passed> marks, double records) {
            return new Rates(
                    Rate.between(marks.get(0), marks.get(1), share(0, 1) * records),
                    Rate.between(marks.get(2), marks.get(LAST), share(2, LAST) * records));
        }
    }

    private static double share(int fromMark, int toMark) {
        return (MARKS.get(toMark) - MARKS.get(fromMark)) / (double) PARTS;
    }

    /** Each round with a topic of its own. */
    StreamsReport.Cost run() throws IOException, InterruptedException {
        List<Rates> job = new ArrayList<>();
        List<Rates> loop = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            progress.accept("cost, round " + (round + 1));
            try (BenchStack stack = BenchStack.start(directory.resolve("cost-" + round))) {
                write(stack);
                loop.add(pollAndParse(stack.kafka()));
                job.add(demandJob(stack));
            }
        }
        return new StreamsReport.Cost(
                2 * options.requests(),
                options.models(),
                comparison(
                        job.stream().map(Rates::young).toList(),
                        loop.stream().map(Rates::young).toList()),
                comparison(
                        job.stream().map(Rates::warm).toList(),
                        loop.stream().map(Rates::warm).toList()));
    }

    private static StreamsReport.Comparison comparison(List<Rate> job, List<Rate> loop) {
        return new StreamsReport.Comparison(
                Spread.of(job.stream().mapToDouble(Rate::perSecond).toArray()),
                Spread.of(loop.stream().mapToDouble(Rate::perSecond).toArray()),
                Spread.of(job.stream().mapToDouble(Rate::perCpuSecond).toArray()),
                Spread.of(loop.stream().mapToDouble(Rate::perCpuSecond).toArray()));
    }

    private static String mark(int index) {
        return "mark-" + index;
    }

    /** Requests that end now. */
    private void write(BenchStack stack) {
        RequestLog log = new RequestLog(stack.kafka(), options.models(), options.seed());
        long requests = options.requests();
        long span = Math.round(1e3 * requests / PER_SECOND);
        long begin = System.currentTimeMillis() - span;
        log.writtenAt(begin + span + READ_LATER_MILLIS);
        int next = 0;
        for (long i = 0; i < requests; i++) {
            long at = begin + i * span / requests;
            if (i == requests * MARKS.get(next) / PARTS) {
                log.mark(mark(next++), at);
            }
            log.request(at);
        }
        log.mark(mark(LAST), begin + span);
        log.close(begin + span + 10_000);
    }

    private Rates demandJob(BenchStack stack) throws IOException, InterruptedException {
        try (MeasuredProcess job = stack.demandJob("cost");
                RedisBlackboard redis = new RedisBlackboard(stack.redisUrl(), BenchStack.FLEET)) {
            List<Passed> marks = new ArrayList<>();
            for (int mark = 0; mark <= LAST; mark++) {
                String model = mark(mark);
                StreamsBench.await(() -> redis.read(Keys.DEMAND, model).isPresent(), "the demand of " + model);
                marks.add(new Passed(System.nanoTime(), job.cpu().toNanos()));
            }
            return Rates.of(marks, 2.0 * options.requests());
        }
    }

    private static Rates pollAndParse(String kafka) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka, "enable.auto.commit", "false", "fetch.min.bytes", "1");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.REQUESTS).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long all = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long[] marksAt = IntStream.range(0, MARKS.size())
                    .mapToLong(mark -> all * MARKS.get(mark) / PARTS)
                    .toArray();
            List<Passed> marks = new ArrayList<>();
            long read = 0;
            long characters = 0;
            while (read < all) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    characters += Json.read(record.value(), RequestRecord.class)
                            .router()
                            .length();
                    if (++read == marksAt[marks.size()]) {
                        marks.add(new Passed(System.nanoTime(), cpuNanos()));
                    }
                }
            }
            if (characters == 0) {
                throw new IllegalStateException("nothing was parsed");
            }
            return Rates.of(marks, all);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
