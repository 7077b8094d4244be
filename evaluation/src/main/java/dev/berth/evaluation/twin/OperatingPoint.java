package dev.berth.evaluation.twin;

/**
 * One setting of a server under one load, as the real sweep varies them.
 *
 * @param slots {@code --max-loras}
 * @param hostAdapters {@code --max-cpu-loras}
 * @param adapters adapters that are served, each by its own stream of requests
 * @param rank of all adapters, and {@code --max-lora-rank}
 * @param ratePerAdapter requests a second of each adapter
 * @param kvBlocks blocks of the KV cache, as the engine's log told it; 0 if unknown
 */
public record OperatingPoint(
        int slots,
        int hostAdapters,
        int adapters,
        int rank,
        double ratePerAdapter,
        int promptTokens,
        int outputTokens,
        int kvBlocks) {

    /** Requests offered a second. */
    public double load() {
        return adapters * ratePerAdapter;
    }

    /** The same load on the same server with a cache size that is not known from a log. */
    public OperatingPoint withoutKvBlocks() {
        return new OperatingPoint(slots, hostAdapters, adapters, rank, ratePerAdapter, promptTokens, outputTokens, 0);
    }
}
