package dev.berth.evaluation.replay;

import dev.berth.simulator.trace.TraceRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes prompts of a wanted length out of nothing: four bytes a token, as engines without a tokenizer count. The text is
 * lower-case letters and blanks, so it needs no escaping, and it depends on nothing but its key: equal blocks are equal
 * texts, everything else differs.
 */
final class PromptText {
    static final int BYTES_PER_TOKEN = 4;

    private static final int BLOCK_BYTES = TraceRequest.BLOCK_TOKENS * BYTES_PER_TOKEN;

    /** 32 signs, so that five bits make one; one in eight is a blank. */
    private static final byte[] SIGNS = "abcdefghijklmnopqrstuvwxyzae    ".getBytes(StandardCharsets.US_ASCII);

    /** Signs made of one 64-bit number. */
    private static final int SIGNS_PER_NUMBER = 12;

    private PromptText() {}

    /** The system prompt that all requests of a model begin with. */
    static byte[] system(String model, int tokens) {
        byte[] text = new byte[tokens * BYTES_PER_TOKEN];
        fill(text, 0, text.length, key("system", model));
        return text;
    }

    /**
     * The user's message.
     *
     * @param tokens of this message
     * @param blocks what it begins with; a last, partial block is the request's own
     */
    static byte[] user(String requestId, int tokens, List<Long> blocks) {
        byte[] text = new byte[tokens * BYTES_PER_TOKEN];
        int at = 0;
        for (Long block : blocks) {
            int length = Math.min(BLOCK_BYTES, text.length - at);
            fill(text, at, length, key("block", Long.toString(block)));
            at += length;
        }
        fill(text, at, text.length - at, key("request", requestId));
        return text;
    }

    private static void fill(byte[] text, int from, int length, long key) {
        SplittableRandom random = new SplittableRandom(key);
        long bits = 0;
        for (int i = 0; i < length; i++) {
            if (i % SIGNS_PER_NUMBER == 0) {
                bits = random.nextLong();
            }
            text[from + i] = SIGNS[(int) (bits & 31)];
            bits >>>= 5;
        }
    }

    private static long key(String kind, String name) {
        long key = 0xcbf29ce484222325L;
        for (byte b : (kind + ':' + name).getBytes(StandardCharsets.UTF_8)) {
            key = (key ^ b) * 0x100000001b3L;
        }
        return key;
    }
}
