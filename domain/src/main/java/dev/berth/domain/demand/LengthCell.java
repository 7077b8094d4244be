package dev.berth.domain.demand;

/**
 * How many requests of a length were seen: a cell of the joint histogram in log2 buckets, each token count rounded once.
 *
 * @param outputLog2 round(log2(output tokens))
 * @param promptLog2 round(log2(prompt tokens))
 */
public record LengthCell(int outputLog2, int promptLog2, long count) {
    /** The bucket of a token count: round(log2), 0 for 0 and 1. Exact: the boundary 2^(b + 1/2) is compared squared. */
    public static int bucket(long tokens) {
        if (tokens <= 1) {
            return 0;
        }
        int floor = 63 - Long.numberOfLeadingZeros(tokens);
        if (floor >= 31) {
            return floor;
        }
        return tokens * tokens >= 1L << (2 * floor + 1) ? floor + 1 : floor;
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
