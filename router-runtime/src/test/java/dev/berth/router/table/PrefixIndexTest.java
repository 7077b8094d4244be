package dev.berth.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.router.pick.PrefixBlocks;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrefixIndexTest {
    private static PrefixBlocks chain(long seed, int blocks) {
        SplittableRandom random = new SplittableRandom(seed);
        return PrefixBlocks.ofChain(random.longs(blocks).toArray(), 16);
    }

    private static PrefixBlocks longer(PrefixBlocks chain, int more) {
        long[] hashes = new long[chain.count() + more];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = i < chain.count() ? chain.hash(i) : PrefixBlocks.mix(i);
        }
        return PrefixBlocks.ofChain(hashes, 16);
    }

    @Test
    void whatWasSentIsCachedAndALongerPromptUpToThere() {
        PrefixIndex index = new PrefixIndex(1_024);
        PrefixBlocks prompt = chain(1, 37);
        assertThat(index.cached(prompt, 5)).isZero();
        index.sent(prompt, 5);
        assertThat(index.cached(prompt, 5)).isEqualTo(37);
        assertThat(index.cached(longer(prompt, 20), 5)).isEqualTo(37);
    }

    @Test
    void theKvOfAnotherAdapterIsNone() {
        PrefixIndex index = new PrefixIndex(1_024);
        index.sent(chain(1, 37), 5);
        assertThat(index.cached(chain(1, 37), 6)).isZero();
    }

    @Test
    void whatWasNotUsedForLongestIsForgotten() {
        PrefixIndex index = new PrefixIndex(1_024);
        PrefixBlocks old = chain(1, 100);
        PrefixBlocks used = chain(2, 100);
        index.sent(old, 0);
        for (int i = 0; i < 40; i++) {
            index.sent(used, 0);
            index.sent(chain(100 + i, 50), 0);
        }
        assertThat(index.cached(old, 0)).isLessThan(30);
        assertThat(index.cached(used, 0)).isGreaterThan(90);
    }

    @Property(tries = 50)
    void itHoldsWhatFits(@ForAll @IntRange(min = 1, max = 64) int blocks, @ForAll long seed) {
        PrefixIndex index = new PrefixIndex(1_024);
        PrefixBlocks prompt = chain(seed, blocks);
        index.sent(prompt, seed);
        assertThat(index.cached(prompt, seed)).isEqualTo(blocks);
        assertThat(index.cached(PrefixBlocks.NONE, seed)).isZero();
    }
}
