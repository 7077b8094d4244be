package dev.berth.simulator.http;

import dev.berth.simulator.engine.PrefixHashes;

/**
 * A prompt as the engine counts it. There is no tokenizer: a token is 4 bytes of UTF-8, so a KV block of 16 tokens is 64.
 *
 * @param tokens at least 1
 */
record Prompt(int tokens, PrefixHashes prefix) {
    private static final int BYTES_PER_TOKEN = 4;

    static Prompt ofText(byte[] utf8, int blockTokens) {
        int tokens = Math.max(1, (utf8.length + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
        return new Prompt(tokens, PrefixHashes.ofBytes(utf8, BYTES_PER_TOKEN * blockTokens));
    }

    static Prompt ofTokens(int[] ids, int blockTokens) {
        return new Prompt(Math.max(1, ids.length), PrefixHashes.ofTokens(ids, blockTokens));
    }
}
