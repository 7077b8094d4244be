package dev.berth.streaming.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.EngineSample;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
    private final SampleQueue queue = new SampleQueue(2);

    private static EngineSample sample(long at) {
        return EngineSamples.down(new PodSplit("pod-1", "1", "d", "u"), at, 0);
    }

    @Test
    void whoWaitsIsWoken() {
        CompletableFuture<Void> available = queue.available();
        assertThat(available).isNotDone();
        queue.put(sample(1));
        assertThat(available).isDone();
        assertThat(queue.available()).isDone();
    }

    @Test
    void whoWaitsAgainAfterAllWasTakenIsWokenAgain() {
        queue.put(sample(1));
        assertThat(queue.poll().atMillis()).isEqualTo(1);
        assertThat(queue.poll()).isNull();
        CompletableFuture<Void> available = queue.available();
        assertThat(available).isNotDone();
        queue.put(sample(2));
        assertThat(available).isDone();
    }

    @Test
    void whenNobodyTakesTheOldestGoes() {
        assertThat(queue.put(sample(1))).isFalse();
        assertThat(queue.put(sample(2))).isFalse();
        assertThat(queue.put(sample(3))).isTrue();
        assertThat(queue.poll().atMillis()).isEqualTo(2);
        assertThat(queue.poll().atMillis()).isEqualTo(3);
        assertThat(queue.isEmpty()).isTrue();
    }
}
