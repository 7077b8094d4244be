package dev.berth.optimizer.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Cuts a whole into parts in given proportions, by the largest remainder; ties go to the first. */
public final class Shares {
    private Shares() {}

    /**
     * @param weights not negative
     * @return whole numbers that sum to {@code total}; all zero if the weights are
     */
    public static int[] of(int total, double[] weights) {
        double sum = Arrays.stream(weights).sum();
        int[] parts = new int[weights.length];
        if (sum <= 0) {
            return parts;
        }
        double[] exact = Arrays.stream(weights).map(w -> w / sum * total).toArray();
        int left = total;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (int) Math.floor(exact[i] + 1e-9);
            left -= parts[i];
        }
        int[] byRemainder = IntStream.range(0, parts.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> Math.floor(exact[i] + 1e-9) - exact[i])
                        .thenComparing(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; i < left; i++) {
            parts[byRemainder[i % byRemainder.length]]++;
        }
        return parts;
    }
}
