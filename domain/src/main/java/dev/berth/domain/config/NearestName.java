package dev.berth.domain.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that a mistyped one most probably meant. */
public final class NearestName {
    private NearestName() {}

    /** The closest by edit distance, if fewer than half of the letters differ. */
    public static Optional<String> of(String wrong, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String k) -> distance(wrong, k)).thenComparing(k -> k))
                .filter(k -> 2 * distance(wrong, k) <= Math.max(wrong.length(), k.length()));
    }

    /** {@code ; did you mean 'x'?}, or the known names if nothing is close. */
    public static String hint(String wrong, Collection<String> known) {
        return of(wrong, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; known: " + String.join(", ", known.stream().sorted().toList()));
    }

    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
