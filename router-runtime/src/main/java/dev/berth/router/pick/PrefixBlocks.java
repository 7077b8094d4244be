package dev.berth.router.pick;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The beginning of a prompt as a chain of hashes, one for each full block: equal hashes mean equal prompts up to the end of
 * that block. It knows no adapter: the KV of one is never that of another, and whoever looks a block up tells them apart.
 *
 * <p>Of a request body the router takes the bytes as they are, without a tokenizer, from where the prompt begins
 * ({@code "messages"} or {@code "prompt"}): a conversation's next turn repeats them. Blocks are about 256 tokens: reading that
 * many twice costs a pod tens of milliseconds at most, and every block costs each request some work on the road.
 */
public final class PrefixBlocks {
    public static final PrefixBlocks NONE = new PrefixBlocks(new long[0], 1);

    /** About 256 tokens of English. */
    public static final int BLOCK_BYTES = 1_024;

    /** What comes after so many blocks (256 kB) of a body is not looked at. */
    private static final int MOST_BLOCKS = 256;

    /** The prompt's key is looked for at the head of the body only. */
    private static final int HEAD_BYTES = 1_024;

    private static final byte[][] PROMPT_KEYS = {bytes("\"messages\""), bytes("\"prompt\"")};
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long[] chain;
    private final double tokensPerBlock;

    private PrefixBlocks(long[] chain, double tokensPerBlock) {
        this.chain = chain;
        this.tokensPerBlock = tokensPerBlock;
    }

    /**
     * Of hashes that are chained already, such as a trace's.
     *
     * @param chain not changed afterwards
     * @param tokensPerBlock prompt tokens that one block stands for, > 0
     */
    public static PrefixBlocks ofChain(long[] chain, double tokensPerBlock) {
        if (!(tokensPerBlock > 0)) {
            throw new IllegalArgumentException("a block has > 0 tokens, not " + tokensPerBlock);
        }
        return new PrefixBlocks(chain, tokensPerBlock);
    }

    /**
     * Of a request's body.
     *
     * @param bytesPerToken of prompts, > 0
     */
    public static PrefixBlocks ofBody(byte[] body, int length, double bytesPerToken) {
        int from = promptStart(body, length);
        long[] chain = new long[Math.min(MOST_BLOCKS, (length - from) / BLOCK_BYTES)];
        long hash = 0;
        for (int block = 0; block < chain.length; block++) {
            hash = hash(body, from + block * BLOCK_BYTES, hash);
            chain[block] = hash;
        }
        return new PrefixBlocks(chain, BLOCK_BYTES / bytesPerToken);
    }

    /** Of one block and all before it. Four sums at once, since each step of one waits for the one before. */
    private static long hash(byte[] body, int start, long before) {
        long a = before;
        long b = STEP;
        long c = ~before;
        long d = ~STEP;
        for (int at = start; at < start + BLOCK_BYTES; at += 4 * Long.BYTES) {
            a = (Long.rotateLeft(a, 27) ^ (long) LONGS.get(body, at)) * STEP;
            b = (Long.rotateLeft(b, 27) ^ (long) LONGS.get(body, at + Long.BYTES)) * STEP;
            c = (Long.rotateLeft(c, 27) ^ (long) LONGS.get(body, at + 2 * Long.BYTES)) * STEP;
            d = (Long.rotateLeft(d, 27) ^ (long) LONGS.get(body, at + 3 * Long.BYTES)) * STEP;
        }
        return mix((a ^ Long.rotateLeft(b, 21)) + STEP * (c ^ Long.rotateLeft(d, 43)));
    }

    /** Where the value of the prompt's key begins, or 0: other fields before it may differ from turn to turn. */
    private static int promptStart(byte[] body, int length) {
        for (byte[] key : PROMPT_KEYS) {
            int last = Math.min(length, HEAD_BYTES) - key.length;
            for (int at = 0; at <= last; at++) {
                if (body[at] == '"' && matches(body, at, key)) {
                    return at + key.length;
                }
            }
        }
        return 0;
    }

    private static boolean matches(byte[] body, int at, byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (body[at + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    public int count() {
        return chain.length;
    }

    public long hash(int block) {
        return chain[block];
    }

    /** Prompt tokens of so many blocks. */
    public long tokens(int blocks) {
        return Math.round(blocks * tokensPerBlock);
    }

    public double tokensPerBlock() {
        return tokensPerBlock;
    }

    /** The finaliser of SplitMix64: every bit of the input changes half of the output's. */
    public static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
