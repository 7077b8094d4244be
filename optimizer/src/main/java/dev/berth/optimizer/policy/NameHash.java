package dev.berth.optimizer.policy;

import java.nio.charset.StandardCharsets;

/** A 64-bit hash of names that is the same on every machine and for ever: placements by hash hang on it. */
final class NameHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private NameHash() {}

    static long of(String name) {
        return mixed(fnv(FNV_OFFSET, name));
    }

    /** Of a pair: neither order nor the border between the two names is lost. */
    static long of(String first, String second) {
        return mixed(fnv((fnv(FNV_OFFSET, first) ^ 0xff) * FNV_PRIME, second));
    }

    private static long fnv(long start, String text) {
        long hash = start;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** FNV leaves similar names near one another in the high bits, by which hashes are ranked: this spreads them. */
    private static long mixed(long hash) {
        long h = hash;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
