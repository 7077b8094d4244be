package dev.berth.streaming.kafka;

import dev.berth.domain.demand.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that Berth's topics are there before a job reads or writes them. */
public final class TopicSetup {
    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
    private static final int REQUEST_TIMEOUT_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 500;

    /** By topic: requests in four partitions, so that more than one reader can share them; the others are thin. */
    private static final Map<String, Integer> PARTITIONS =
            Map.of(Topics.REQUESTS, 4, Topics.ENGINE, 1, Topics.EVENTS, 1, Topics.DEADLETTER, 1);

    private TopicSetup() {}

    /**
     * Makes the topics that are missing, with the broker's own replication factor; leaves others as they are. Waits for a
     * broker that is not up yet, and until each partition's leader answers: a topic is made before its leaders have taken
     * it up, and what an idempotent producer sends in between can be refused for good (its first batch is turned away, the
     * second is taken, and the first is out of order when it is sent again).
     *
     * @throws KafkaUnavailableException if no broker answers in that time
     */
    public static void ensure(String bootstrapServers, Duration atMost) throws InterruptedException {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        boolean told = false;
        while (true) {
            try (Admin admin = Admin.create(settings(bootstrapServers))) {
                create(admin);
                askLeaders(admin);
                return;
            } catch (ExecutionException e) {
                if (System.nanoTime() > giveUpAt) {
                    throw new KafkaUnavailableException(bootstrapServers, e.getCause());
                }
                if (!told) {
                    told = true;
                    log.warn(
                            "waiting for kafka servers={} cause={}",
                            bootstrapServers,
                            e.getCause().getMessage());
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    private static void create(Admin admin) throws ExecutionException, InterruptedException {
        List<NewTopic> topics = PARTITIONS.entrySet().stream()
                .map(topic -> new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.empty()))
                .toList();
        for (KafkaFuture<Void> made : admin.createTopics(topics).values().values()) {
            try {
                made.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void askLeaders(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        admin.describeTopics(PARTITIONS.keySet()).allTopicNames().get().forEach((topic, description) -> description
                .partitions()
                .forEach(p -> all.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest())));
        admin.listOffsets(all).all().get();
    }

    private static Properties settings(String bootstrapServers) {
        Properties settings = new Properties();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        return settings;
    }
}
