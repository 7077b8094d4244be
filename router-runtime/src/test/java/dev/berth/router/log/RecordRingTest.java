package dev.berth.router.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecordRingTest {
    @Test
    void givesBackInOrderAndRefusesWhenFull() {
        RecordRing<String> ring = new RecordRing<>(4);
        for (String s : List.of("a", "b", "c", "d")) {
            assertThat(ring.offer(s)).isTrue();
        }
        assertThat(ring.offer("e")).isFalse();
        assertThat(ring.poll()).isEqualTo("a");
        assertThat(ring.offer("f")).isTrue();
        assertThat(List.of(ring.poll(), ring.poll(), ring.poll(), ring.poll())).containsExactly("b", "c", "d", "f");
        assertThat(ring.poll()).isNull();
    }

    @Test
    void capacityIsRoundedUpToAPowerOfTwo() {
        RecordRing<Integer> ring = new RecordRing<>(5);
        int taken = 0;
        while (ring.offer(taken)) {
            taken++;
        }
        assertThat(taken).isEqualTo(8);
    }

    @Test
    @Timeout(30)
    void manyProducersLoseNothingThatWasTakenAndKeepTheirOrder() throws InterruptedException {
        RecordRing<int[]> ring = new RecordRing<>(256);
        int producers = 4;
        int each = 50_000;
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(producers);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            if (!ring.offer(new int[] {producer, i})) {
                                refused.incrementAndGet();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        List<Integer> last = new ArrayList<>(List.of(-1, -1, -1, -1));
        int received = 0;
        boolean ended = false;
        while (true) {
            int[] element = ring.poll();
            if (element != null) {
                assertThat(element[1]).isGreaterThan(last.get(element[0]));
                last.set(element[0], element[1]);
                received++;
            } else if (ended) {
                break;
            } else {
                ended = done.await(0, TimeUnit.MILLISECONDS);
            }
        }
        assertThat(received + refused.get()).isEqualTo(producers * each);
    }
}
