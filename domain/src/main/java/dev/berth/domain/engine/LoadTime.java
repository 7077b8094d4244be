package dev.berth.domain.engine;

/**
 * How long it takes to bring an adapter of a rank into a GPU slot. Milliseconds.
 *
 * @param rank the adapter's rank
 * @param hostToSlotMillis from host memory into a slot; it stalls the engine's step
 * @param diskToHostFirstMillis from disk into host memory, first touch
 * @param diskToHostMillis the same when the file is in the page cache
 */
public record LoadTime(int rank, double hostToSlotMillis, double diskToHostFirstMillis, double diskToHostMillis) {
    public LoadTime {
        Coefficient.notNegative("rank", rank);
        Coefficient.notNegative("hostToSlotMillis", hostToSlotMillis);
        Coefficient.notNegative("diskToHostFirstMillis", diskToHostFirstMillis);
        Coefficient.notNegative("diskToHostMillis", diskToHostMillis);
    }
}
