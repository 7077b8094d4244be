package dev.berth.simulator.engine;

/**
 * A prompt as the prefix cache sees it: one 64-bit hash for each full KV block, each chained to the one before, so that equal
 * hashes mean equal prompts up to the end of that block (collisions are ignored: 2^-64 a pair).
 */
public final class PrefixHashes {
    public static final PrefixHashes NONE = new PrefixHashes(new long[0]);

    private final long[] chain;

    private PrefixHashes(long[] chain) {
        this.chain = chain;
    }

    /** Of a text's bytes, where a block of KV stands for {@code bytesPerBlock} of them. */
    public static PrefixHashes ofBytes(byte[] text, int bytesPerBlock) {
        long[] chain = new long[text.length / bytesPerBlock];
        long hash = 0;
        for (int block = 0; block < chain.length; block++) {
            int from = block * bytesPerBlock;
            for (int i = from; i < from + bytesPerBlock; i++) {
                hash = hash * 0x100000001B3L + text[i] + 129;
            }
            hash = mix(hash);
            chain[block] = hash;
        }
        return new PrefixHashes(chain);
    }

    /** Of token ids. */
    public static PrefixHashes ofTokens(int[] tokens, int blockTokens) {
        long[] chain = new long[tokens.length / blockTokens];
        long hash = 0;
        for (int block = 0; block < chain.length; block++) {
            int from = block * blockTokens;
            for (int i = from; i < from + blockTokens; i++) {
                hash = mix(hash ^ tokens[i]);
            }
            chain[block] = hash;
        }
        return new PrefixHashes(chain);
    }

    /**
     * Of a trace that names equal prompt pieces by equal ids, as Mooncake's {@code hash_ids} do; the ids are taken as chained
     * already.
     *
     * @param tokensPerId prompt tokens that one id stands for, a multiple of {@code blockTokens}
     */
    public static PrefixHashes ofTraceIds(long[] ids, int tokensPerId, int promptTokens, int blockTokens) {
        long[] chain = new long[Math.min(promptTokens / blockTokens, ids.length * (tokensPerId / blockTokens))];
        for (int block = 0; block < chain.length; block++) {
            long start = (long) block * blockTokens;
            chain[block] = mix(ids[(int) (start / tokensPerId)] * 0x9E3779B97F4A7C15L + start % tokensPerId + 1);
        }
        return new PrefixHashes(chain);
    }

    /** Full blocks. */
    public int blocks() {
        return chain.length;
    }

    /** The key of a block in the cache of an adapter; never 0. */
    long key(int block, long adapterKey) {
        long key = mix(chain[block] ^ adapterKey);
        return key == 0 ? 1 : key;
    }

    /** The finaliser of SplitMix64: every bit of the input changes half of the output's. */
    static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
