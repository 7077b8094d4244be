package dev.berth.simulator.engine;

/**
 * The KV cache: blocks of tokens, counted references, and the prefix cache over them, as vLLM's {@code BlockPool} does it.
 *
 * <pre>
 *   free, no content --allocated--> held --content computed--> held, published --last holder leaves--> free, published
 *                                                                  ^                                        |
 *                                                                  +---------------a prefix hit-------------+
 * </pre>
 *
 * Free blocks are in order of release; the oldest is allocated next and loses its content then, not before. A holder's
 * blocks are released from the last to the first, so that the ends of prompts are forgotten before their beginnings.
 *
 * <p>Only prompt blocks are published: the text of simulated tokens is not that of a conversation's next turn.
 */
final class KvBlocks {
    private final int blockTokens;
    private final boolean caching;
    private final int[] holders;
    private final long[] keys;
    private final LruList free = new LruList();
    private final BlockIndex published;

    /** @param caching whether prompts are published for others to reuse */
    KvBlocks(int count, int blockTokens, boolean caching) {
        this.blockTokens = blockTokens;
        this.caching = caching;
        this.holders = new int[count];
        this.keys = new long[count];
        this.published = new BlockIndex(count);
        for (int block = 0; block < count; block++) {
            free.touch(block);
        }
    }

    int count() {
        return holders.length;
    }

    int blockTokens() {
        return blockTokens;
    }

    boolean caching() {
        return caching;
    }

    int freeCount() {
        return free.size();
    }

    int holders(int block) {
        return holders[block];
    }

    /** Share of the blocks that are held, 0 to 1. */
    double usage() {
        return 1 - (double) free.size() / holders.length;
    }

    /** Leading prompt blocks whose KV is there; the last token is never taken from the cache, since it must be sampled from. */
    int cachedPrefix(Sequence sequence, long adapterKey) {
        if (!caching) {
            return 0;
        }
        PrefixHashes prefix = sequence.request().prefix();
        int most = Math.min(prefix.blocks(), (sequence.tokens() - 1) / blockTokens);
        int hits = 0;
        while (hits < most && published.get(prefix.key(hits, adapterKey)) != BlockIndex.ABSENT) {
            hits++;
        }
        return hits;
    }

    /**
     * Whether a sequence without blocks can have the first {@code hits} blocks of its prefix and room up to {@code tokens},
     * with {@code reserve} blocks left free.
     */
    boolean roomFor(Sequence sequence, long adapterKey, int hits, int tokens, int reserve) {
        PrefixHashes prefix = sequence.request().prefix();
        int reused = 0;
        for (int i = 0; i < hits; i++) {
            if (holders[published.get(prefix.key(i, adapterKey))] == 0) {
                reused++;
            }
        }
        return blocksFor(tokens) - hits <= free.size() - reused - reserve;
    }

    /** Gives a sequence what {@link #roomFor} said that there is. */
    void admit(Sequence sequence, long adapterKey, int hits, int tokens) {
        PrefixHashes prefix = sequence.request().prefix();
        sequence.expectBlocks(blocksFor(sequence.request().tokens()));
        for (int i = 0; i < hits; i++) {
            int block = published.get(prefix.key(i, adapterKey));
            if (holders[block]++ == 0) {
                free.remove(block);
            }
            sequence.addBlock(block);
        }
        sequence.cachedBlocks = hits;
        extend(sequence, tokens);
    }

    /**
     * Makes room up to {@code tokens}.
     *
     * @return whether there was; if not, nothing changed
     */
    boolean extend(Sequence sequence, int tokens) {
        if (tokens <= sequence.blockCount * blockTokens) {
            return true; // as in most steps, and a product is cheaper than a quotient
        }
        int missing = blocksFor(tokens) - sequence.blockCount;
        if (missing > free.size()) {
            return false;
        }
        for (int i = 0; i < missing; i++) {
            grow(sequence);
        }
        return true;
    }

    /** Gives a sequence one more block; there is a free one. */
    void grow(Sequence sequence) {
        sequence.addBlock(allocate());
    }

    /** Publishes the prompt blocks that are full by now. A block whose content another one already has stays private. */
    void publish(Sequence sequence, long adapterKey) {
        if (!caching) {
            return;
        }
        PrefixHashes prefix = sequence.request().prefix();
        int full = Math.min(prefix.blocks(), sequence.computed / blockTokens);
        for (int i = sequence.cachedBlocks; i < full; i++) {
            long key = prefix.key(i, adapterKey);
            int block = sequence.block(i);
            if (keys[block] == 0 && published.get(key) == BlockIndex.ABSENT) {
                keys[block] = key;
                published.put(key, block);
            }
        }
        sequence.cachedBlocks = Math.max(sequence.cachedBlocks, full);
    }

    void release(Sequence sequence) {
        for (int i = sequence.blockCount - 1; i >= 0; i--) {
            int block = sequence.block(i);
            if (--holders[block] == 0) {
                free.touch(block);
            }
        }
        sequence.dropBlocks();
    }

    /** Forgets the content of all free blocks; those in use keep theirs. */
    void forgetFree() {
        for (int block = 0; block < holders.length; block++) {
            if (holders[block] == 0) {
                forget(block);
            }
        }
    }

    private int allocate() {
        int block = free.pollOldest();
        forget(block);
        holders[block] = 1;
        return block;
    }

    private void forget(int block) {
        if (keys[block] != 0) {
            published.remove(keys[block]);
            keys[block] = 0;
        }
    }

    private int blocksFor(int tokens) {
        return (tokens + blockTokens - 1) / blockTokens;
    }
}
