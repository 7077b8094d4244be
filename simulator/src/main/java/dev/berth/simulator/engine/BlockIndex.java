package dev.berth.simulator.engine;

/**
 * Content key to KV block: an open-addressing hash map of primitives, linear probing, deletion by shifting back (no
 * tombstones). Keys are well mixed hashes, so their low bits are the slot. Key 0 means empty.
 */
final class BlockIndex {
    static final int ABSENT = -1;

    private final long[] keys;
    private final int[] blocks;
    private final int mask;

    /** @param entries the most that it will ever hold */
    BlockIndex(int entries) {
        int capacity = Integer.highestOneBit(Math.max(4, entries)) * 4;
        keys = new long[capacity];
        blocks = new int[capacity];
        mask = capacity - 1;
    }

    int get(long key) {
        int slot = slotOf(key);
        return keys[slot] == key ? blocks[slot] : ABSENT;
    }

    void put(long key, int block) {
        int slot = slotOf(key);
        keys[slot] = key;
        blocks[slot] = block;
    }

    void remove(long key) {
        int hole = slotOf(key);
        if (keys[hole] != key) {
            return;
        }
        for (int next = (hole + 1) & mask; keys[next] != 0; next = (next + 1) & mask) {
            int home = (int) keys[next] & mask;
            boolean mayMove = ((next - home) & mask) >= ((next - hole) & mask);
            if (mayMove) {
                keys[hole] = keys[next];
                blocks[hole] = blocks[next];
                hole = next;
            }
        }
        keys[hole] = 0;
    }

    private int slotOf(long key) {
        int slot = (int) key & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
