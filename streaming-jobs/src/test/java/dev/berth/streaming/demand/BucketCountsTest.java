package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketCountsTest {
    private static Map<Integer, Long> content(BucketCounts counts) {
        Map<Integer, Long> content = new TreeMap<>();
        counts.forEach((bucket, count) -> content.merge(bucket, count, Long::sum));
        return content;
    }

    @Property
    void holdsWhatWasPutDown(
            @ForAll @Size(min = 1, max = 400) List<@IntRange(min = -60, max = 60) Integer> buckets,
            @ForAll @IntRange(min = 1, max = 1_000_000) int times) {
        BucketCounts counts = new BucketCounts();
        Map<Integer, Long> expected = new TreeMap<>();
        for (int bucket : buckets) {
            counts.add(bucket, times);
            expected.merge(bucket, (long) times, Long::sum);
        }
        assertThat(content(counts)).isEqualTo(expected);
        assertThat(content(counts.copy())).isEqualTo(expected);
        assertThat(counts.total()).isEqualTo((long) times * buckets.size());
    }

    @Property
    void tellsTheBucketOfARank(@ForAll @Size(min = 1, max = 300) List<@IntRange(min = -60, max = 60) Integer> buckets) {
        BucketCounts counts = new BucketCounts();
        buckets.forEach(bucket -> counts.add(bucket, 1));
        List<Integer> sorted = buckets.stream().sorted().toList();
        int last = sorted.size() - 1;
        assertThat(counts.bucketsAt(0, last / 2, last))
                .containsExactly(sorted.get(0), sorted.get(last / 2), sorted.get(last));
    }

    @Test
    void theLowestBucketOfAllIsOne() {
        BucketCounts counts = new BucketCounts();
        counts.add(5, 2);
        counts.add(Integer.MIN_VALUE, 3);
        assertThat(counts.bucketsAt(2, 3)).containsExactly(Integer.MIN_VALUE, 5);
    }

    @Test
    void aThousandOfTheSameTakeNoMoreRoom() {
        BucketCounts counts = new BucketCounts();
        for (int i = 0; i < 1_000; i++) {
            counts.add(i % 7, 1);
        }
        assertThat(counts.size()).isLessThanOrEqualTo(128);
        assertThat(counts.total()).isEqualTo(1_000);
    }
}
