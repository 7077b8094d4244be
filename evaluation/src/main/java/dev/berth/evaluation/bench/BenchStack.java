package dev.berth.evaluation.bench;

import dev.berth.evaluation.stack.FreePorts;
import dev.berth.evaluation.stack.KafkaBroker;
import dev.berth.evaluation.stack.MeasuredProcess;
import dev.berth.evaluation.stack.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A Kafka and a Redis of a benchmark's own, each a process, and DemandJob in a third. */
final class BenchStack implements AutoCloseable {
    static final String FLEET = "bench";
    private static final int KAFKA_MEGABYTES = 512;
    private static final int JOB_MEGABYTES = 1_536;

    private final Path directory;
    private final MeasuredProcess kafkaProcess;
    private final MeasuredProcess redisProcess;
    private final String kafka;
    private final int redisPort;

    private BenchStack(
            Path directory, MeasuredProcess kafkaProcess, MeasuredProcess redisProcess, String kafka, int redisPort) {
        this.directory = directory;
        this.kafkaProcess = kafkaProcess;
        this.redisProcess = redisProcess;
        this.kafka = kafka;
        this.redisPort = redisPort;
    }

    static BenchStack start(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        FreePorts ports = new FreePorts(new SplittableRandom());
        int redisPort = ports.next();
        int kafkaPort = ports.next();
        Path binary = RedisBinary.find(Files.createDirectories(directory.resolve("bin")));
        MeasuredProcess redis = MeasuredProcess.start(
                directory.resolve("redis.log"),
                List.of(
                        binary.toString(),
                        "--port",
                        String.valueOf(redisPort),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        directory.toString()),
                "eady to accept connections");
        List<String> arguments = List.of(
                String.valueOf(kafkaPort),
                String.valueOf(ports.next()),
                directory.resolve("kafka").toString());
        MeasuredProcess kafka = MeasuredProcess.jvm(
                directory.resolve("kafka.log"), KAFKA_MEGABYTES, KafkaBroker.class.getName(), arguments);
        return new BenchStack(directory, kafka, redis, "127.0.0.1:" + kafkaPort, redisPort);
    }

    String kafka() {
        return kafka;
    }

    String redisUrl() {
        return "redis://127.0.0.1:" + redisPort;
    }

    Path state(String name) {
        return directory.resolve("state-" + name);
    }

    MeasuredProcess demandJob(String name) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--embedded",
                "--jobs=DemandJob",
                "--rest-port=0",
                "--redis=" + redisUrl(),
                "--fleet=" + FLEET,
                "--kafka=" + kafka,
                "--state=" + state(name)));
        return MeasuredProcess.jvm(
                directory.resolve("jobs-" + name + ".log"),
                JOB_MEGABYTES,
                "dev.berth.streaming.app.JobsCommand",
                arguments);
    }

    @Override
    public void close() {
        kafkaProcess.close();
        redisProcess.close();
    }
}
