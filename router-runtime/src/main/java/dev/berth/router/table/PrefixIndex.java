package dev.berth.router.table;

import dev.berth.router.pick.PrefixBlocks;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which blocks of prompts a pod's prefix cache probably has: those it was sent most recently, as many as its KV cache holds.
 * The engine evicts the least recently used block; this forgets the least recently used of the eight that share a set, which
 * comes near without a list to keep in order. Any thread may look and touch without a lock: a lost race costs one block.
 */
final class PrefixIndex {
    static final long DEFAULT_BLOCKS = 4_096;

    private static final int WAYS = 8;
    /** An age is as good as new up to this part of the places; see {@link #touch}. */
    private static final int AGES = 16;

    private static final long MOST_BLOCKS = 1 << 18;

    /** 0 is an empty place. */
    private final AtomicLongArray keys;

    private final AtomicIntegerArray usedAt;
    private final AtomicInteger clock = new AtomicInteger();
    private final int setMask;
    private final int freshFor;

    /** @param blocks rounded up to a power of two; 0 if unknown */
    PrefixIndex(long blocks) {
        long wanted = blocks <= 0 ? DEFAULT_BLOCKS : Math.min(blocks, MOST_BLOCKS);
        int sets = Integer.highestOneBit((int) Math.max(1, (2 * wanted - 1) / WAYS));
        this.setMask = sets - 1;
        this.freshFor = sets * WAYS / AGES;
        this.keys = new AtomicLongArray(sets * WAYS);
        this.usedAt = new AtomicIntegerArray(sets * WAYS);
    }

    /**
     * Leading blocks that are here. A block is used whenever a later one of its chain is, so those that are here are
     * the first ones, and their end is found by halving.
     *
     * @param salt of the adapter
     */
    int cached(PrefixBlocks prefix, long salt) {
        int count = prefix.count();
        if (count == 0 || !contains(key(prefix, 0, salt))) {
            return 0;
        }
        int here = 1;
        int beyond = count + 1;
        while (beyond - here > 1) {
            int middle = (here + beyond) >>> 1;
            if (contains(key(prefix, middle - 1, salt))) {
                here = middle;
            } else {
                beyond = middle;
            }
        }
        return here;
    }

    /** The pod is sent a prompt; its last block ages first, as in the engine. */
    void sent(PrefixBlocks prefix, long salt) {
        int now = clock.getAndAdd(prefix.count());
        for (int block = prefix.count() - 1; block >= 0; block--) {
            touch(key(prefix, block, salt), ++now);
        }
    }

    private static long key(PrefixBlocks prefix, int block, long salt) {
        long key = PrefixBlocks.mix(prefix.hash(block) ^ salt);
        return key == 0 ? 1 : key;
    }

    private boolean contains(long key) {
        int from = set(key);
        for (int way = from; way < from + WAYS; way++) {
            if (keys.getPlain(way) == key) {
                return true;
            }
        }
        return false;
    }

    /** Other event loops read the same places, so one that was used a moment ago is not written again. */
    private void touch(long key, int now) {
        int from = set(key);
        int oldest = from;
        for (int way = from; way < from + WAYS; way++) {
            if (keys.getPlain(way) == key) {
                if (now - usedAt.getPlain(way) > freshFor) {
                    usedAt.setPlain(way, now);
                }
                return;
            }
            if (now - usedAt.getPlain(way) > now - usedAt.getPlain(oldest)) {
                oldest = way;
            }
        }
        keys.set(oldest, key);
        usedAt.set(oldest, now);
    }

    private int set(long key) {
        return ((int) key & setMask) * WAYS;
    }
}
