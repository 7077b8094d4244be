package dev.berth.evaluation.stack;

import dev.berth.domain.demand.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker of one node in KRaft mode, as a main class: {@code KafkaBroker PORT CONTROLLER_PORT DATA_DIRECTORY}.
 * Started again on the same directory it continues its log. Ready when Berth's topics are there.
 */
public final class KafkaBroker {
    private static final int PARTITIONS = 2;
    private static final int BOUND_SECONDS = 30;

    private KafkaBroker() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        Properties properties = properties(port, Integer.parseInt(args[1]), Path.of(args[2]));
        format(Path.of(args[2]), properties);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        String bootstrap = "127.0.0.1:" + port;
        createTopics(bootstrap);
        System.out.println("ready kafka bootstrap=" + bootstrap);
        server.awaitShutdown();
    }

    private static Properties properties(int port, int controllerPort, Path data) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        p.put("log.dirs", data.resolve("log").toString());
        p.put("num.partitions", String.valueOf(PARTITIONS));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(topic + ".replication.factor", "1");
            p.put(topic + ".num.partitions", "1");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("num.network.threads", "1");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        return p;
    }

    private static void format(Path data, Properties properties) throws IOException {
        if (Files.exists(data.resolve("log").resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data.resolve("log"));
        Path file = data.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        int code = StorageTool.execute(format, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IOException("Kafka's storage can't be formatted: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    private static void createTopics(String bootstrap) {
        List<NewTopic> topics = List.of(Topics.REQUESTS, Topics.ENGINE, Topics.EVENTS, Topics.DEADLETTER).stream()
                .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                .toList();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            for (var created : admin.createTopics(topics).values().values()) {
                await(created);
            }
        }
    }

    private static void await(KafkaFuture<Void> created) {
        try {
            created.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("Berth's topics can't be created: " + e.getMessage(), e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not create Berth's topics in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
