package dev.berth.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.Topics;
import dev.berth.streaming.kafka.TopicSetup;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** What is sent the moment that the topics are said to be there is all there, in its order. */
class TopicSetupIT {
    private static final int RECORDS = 4_000;

    @RepeatedTest(3)
    void theFirstRecordsOfNewTopicsAreNotLost() throws InterruptedException {
        try (KafkaBroker kafka = KafkaBroker.start()) {
            sendsAtOnce(kafka);
        }
    }

    private static void sendsAtOnce(KafkaBroker kafka) throws InterruptedException {
        TopicSetup.ensure(kafka.servers(), Duration.ofSeconds(60));
        for (int i = 0; i < RECORDS; i++) {
            kafka.sendText(Topics.REQUESTS, "key-" + i % 40, String.format("%06d %s", i, "x".repeat(200)));
        }
        kafka.flush();

        List<Integer> kept = kafka.values(Topics.REQUESTS).stream()
                .map(text -> Integer.parseInt(text.substring(0, 6)))
                .toList();
        assertThat(kept)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, RECORDS).boxed().toList());
        for (int key = 0; key < 40; key++) {
            int of = key;
            assertThat(kept.stream().filter(i -> i % 40 == of)).isSorted();
        }
    }
}
