package dev.berth.evaluation.twin;

import java.util.Map;
import java.util.TreeMap;

/**
 * Blocks that the KV cache of the real sweep's GPU has left beside the slots: the table of its engines' logs, straight lines
 * between its entries and, beyond them, about 11 blocks of 8 MiB for each slot of rank 16. A slot's share grows with its rank.
 */
final class KvCapacity {
    private static final int TABLE_RANK = 16;

    /** Blocks by slots of rank 16. */
    private static final TreeMap<Integer, Integer> BLOCKS = new TreeMap<>(Map.ofEntries(
            Map.entry(12, 5021),
            Map.entry(24, 4875),
            Map.entry(48, 4582),
            Map.entry(64, 4367),
            Map.entry(96, 4069),
            Map.entry(120, 3761),
            Map.entry(128, 3757),
            Map.entry(144, 3572),
            Map.entry(160, 3412),
            Map.entry(192, 3043),
            Map.entry(224, 2698),
            Map.entry(256, 2354),
            Map.entry(320, 1640),
            Map.entry(384, 926),
            Map.entry(448, 212)));

    private static final double BLOCKS_PER_SLOT =
            (double) (BLOCKS.firstEntry().getValue() - BLOCKS.lastEntry().getValue())
                    / (BLOCKS.lastKey() - BLOCKS.firstKey());

    private KvCapacity() {}

    /** At least 0, which no engine starts with. */
    static int blocks(int slots, int rank) {
        double slotsOfTableRank = (double) slots * rank / TABLE_RANK;
        return (int) Math.max(0, Math.round(atTableRank(slotsOfTableRank)));
    }

    private static double atTableRank(double slots) {
        Map.Entry<Integer, Integer> below = BLOCKS.floorEntry((int) Math.floor(slots));
        Map.Entry<Integer, Integer> above = BLOCKS.ceilingEntry((int) Math.ceil(slots));
        if (below == null) {
            return above.getValue() + BLOCKS_PER_SLOT * (above.getKey() - slots);
        }
        if (above == null) {
            return below.getValue() - BLOCKS_PER_SLOT * (slots - below.getKey());
        }
        if (below.getKey().equals(above.getKey())) {
            return below.getValue();
        }
        double share = (slots - below.getKey()) / (above.getKey() - below.getKey());
        return below.getValue() + share * (above.getValue() - below.getValue());
    }
}
