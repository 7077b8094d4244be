package dev.berth.domain.profile;

import java.util.List;

/**
 * The axes of a profile: output lengths by prompt lengths, tokens, ascending, as AIBrix's {@code indexes}.
 *
 * @param outputTokens rows
 * @param promptTokens columns
 */
public record Grid(List<Integer> outputTokens, List<Integer> promptTokens) {
    /** Powers of two from 16 to 1,024 out, from 64 to 16,384 in: what chat and document traffic spans. */
    public static final Grid STANDARD = new Grid(
            List.of(16, 32, 64, 128, 256, 512, 1024), List.of(64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384));

    public Grid {
        outputTokens = ascending("output", outputTokens);
        promptTokens = ascending("prompt", promptTokens);
    }

    /** Row and column of a cell. */
    public record Cell(int row, int column) {}

    /** The nearest cell in log2 space; the exact middle goes up, lengths outside go to the edge. */
    public Cell nearest(long outputTokens, long promptTokens) {
        if (outputTokens < 0 || promptTokens < 0) {
            throw new IllegalArgumentException("token counts are >= 0: " + outputTokens + ", " + promptTokens);
        }
        return new Cell(nearest(this.outputTokens, outputTokens), nearest(this.promptTokens, promptTokens));
    }

    /** The middle of two lengths in log2 space is the root of their product. */
    private static int nearest(List<Integer> axis, long tokens) {
        for (int i = 1; i < axis.size(); i++) {
            if (tokens <= axis.get(i)) {
                boolean upper = (double) tokens * tokens >= (double) axis.get(i - 1) * axis.get(i);
                return upper ? i : i - 1;
            }
        }
        return axis.size() - 1;
    }

    private static List<Integer> ascending(String name, List<Integer> axis) {
        if (axis.isEmpty()) {
            throw new IllegalArgumentException("the profile's " + name + " axis is empty");
        }
        for (int i = 0; i < axis.size(); i++) {
            if (axis.get(i) <= 0 || (i > 0 && axis.get(i) <= axis.get(i - 1))) {
                throw new IllegalArgumentException("the profile's " + name + " axis must ascend from > 0: " + axis);
            }
        }
        return List.copyOf(axis);
    }
}
