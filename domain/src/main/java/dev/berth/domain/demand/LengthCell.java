package dev.berth.domain.demand;

/**
 * How many requests of a length were seen: a cell of the joint histogram in log2 buckets, each token count rounded once.
 *
 * @param outputLog2 round(log2(output tokens))
 * @param promptLog2 round(log2(prompt tokens))
 */
public record LengthCell(int outputLog2, int promptLog2, long count) {
    /**
     * The bucket of a token count: round(log2), 0 for 0 and 1. Exact, since the square is: {@code round(log2 t) =
     * (floor(log2 t^2) + 1) / 2}.
     */
    public static int bucket(long tokens) {
        if (tokens <= 1) {
            return 0;
        }
        long high = Math.multiplyHigh(tokens, tokens);
        int floorOfSquare =
                high == 0 ? 63 - Long.numberOfLeadingZeros(tokens * tokens) : 127 - Long.numberOfLeadingZeros(high);
        return (floorOfSquare + 1) / 2;
    }

    /** The length that stands for this cell's outputs. */
    public long outputTokens() {
        return 1L << outputLog2;
    }

    /** The length that stands for this cell's prompts. */
    public long promptTokens() {
        return 1L << promptLog2;
    }
}
