package dev.berth.evaluation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.demand.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis and Kafka, each killed and back on its port. */
class BorrowedServersIT {
    @TempDir
    Path directory;

    private final ScheduledExecutorService supervisor = Executors.newScheduledThreadPool(2);
    private Parts parts;
    private Child child;

    @BeforeEach
    void plan() {
        parts = new Parts(StackConfigs.small(directory, "a10", Map.of()), new FreePorts(new SplittableRandom()));
    }

    @AfterEach
    void endAll() {
        if (child != null) {
            child.stop();
        }
        supervisor.shutdownNow();
    }

    @Test
    void aKilledRedisIsBackEmptyOnItsPort() throws IOException {
        Path binary = RedisBinary.find(Files.createDirectories(directory.resolve("redis")));
        child = new Child(parts.redis(binary), directory, supervisor, StackListener.SILENT).start();
        child.awaitReady();
        assertThat(redis("SET here 1")).isEqualTo("+OK");

        killAndAwait();

        assertThat(redis("EXISTS here")).isEqualTo(":0");
    }

    @Test
    void aKilledKafkaIsBackOnItsPortWithWhatItHeld() throws Exception {
        child = new Child(parts.kafka(), directory, supervisor, StackListener.SILENT).start();
        child.awaitReady();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", parts.kafkaBootstrap(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.REQUESTS, 1, "m", "{}")).get(20, TimeUnit.SECONDS);
        }

        killAndAwait();

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", parts.kafkaBootstrap()))) {
            var partitions = admin.describeTopics(List.of(Topics.REQUESTS))
                    .allTopicNames()
                    .get(20, TimeUnit.SECONDS);
            assertThat(partitions.get(Topics.REQUESTS).partitions()).hasSize(2);
        }
        assertThat(directory.resolve("kafka/log/" + Topics.REQUESTS + "-1")).isDirectory();
    }

    private void killAndAwait() {
        long before = child.pid();
        child.kill();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> child.state() == ChildState.RUNNING && child.pid() != before);
    }

    private String redis(String command) throws IOException {
        int port = Integer.parseInt(parts.redisUrl().substring(parts.redisUrl().lastIndexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return Optional.ofNullable(
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                                    .readLine())
                    .orElse("");
        }
    }
}
