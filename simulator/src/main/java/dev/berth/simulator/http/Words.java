package dev.berth.simulator.http;

/** The text of simulated tokens: short words, the same for the same request and place. */
final class Words {
    private static final String[] WORDS = {
        " the", " of", " a", " to", " and", " in", " is", " it", " for", " on", " as", " by", " at", " or", " be", " we"
    };

    private Words() {}

    static String at(long seed, int index) {
        long h = (seed + index) * 0x9E3779B97F4A7C15L;
        return WORDS[(int) (h >>> 60)];
    }

    /** A well mixed 64-bit hash of a text. */
    static long hash(String text, long seed) {
        long h = seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001B3L;
        }
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }
}
