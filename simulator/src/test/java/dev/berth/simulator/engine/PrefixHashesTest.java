package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrefixHashesTest {
    @Test
    void equalBeginningsHaveEqualHashesUpToTheFirstDifference() {
        PrefixHashes one = ofText("a".repeat(64) + "b".repeat(64) + "c".repeat(10));
        PrefixHashes two = ofText("a".repeat(64) + "d".repeat(64) + "b".repeat(64));

        assertThat(one.blocks()).as("full blocks only").isEqualTo(2);
        assertThat(two.blocks()).isEqualTo(3);
        assertThat(one.key(0, 7)).isEqualTo(two.key(0, 7)).isNotEqualTo(two.key(0, 8));
        assertThat(one.key(1, 7)).isNotEqualTo(two.key(1, 7));
        assertThat(one.key(1, 7)).as("chained: the same block at another place").isNotEqualTo(two.key(2, 7));
    }

    @Test
    void anIdOfATraceStandsForManyBlocks() {
        PrefixHashes one = PrefixHashes.ofTraceIds(new long[] {1, 2, 3}, 512, 1300, 16);
        PrefixHashes two = PrefixHashes.ofTraceIds(new long[] {1, 2, 4}, 512, 1536, 16);

        assertThat(one.blocks()).isEqualTo(1300 / 16);
        assertThat(two.blocks()).isEqualTo(96);
        assertThat(one.key(63, 0)).isEqualTo(two.key(63, 0));
        assertThat(one.key(64, 0)).isNotEqualTo(two.key(64, 0));
        assertThat(one.key(0, 0)).isNotEqualTo(one.key(1, 0));
    }

    private static PrefixHashes ofText(String text) {
        return PrefixHashes.ofBytes(text.getBytes(StandardCharsets.UTF_8), 64);
    }
}
