package dev.berth.streaming.demand;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Words of records that come again and again (models, tenants, pods), each made a text once. Bounded: a word takes the place
 * of another. For one thread.
 */
final class Words {
    private static final int PLACES = 4_096;

    /** Longer ones are hardly names. */
    private static final int LONGEST = 64;

    private final Word[] known = new Word[PLACES];

    private static final class Word {
        private final byte[] ascii;
        private final String text;

        Word(byte[] ascii) {
            this.ascii = ascii;
            this.text = new String(ascii, StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * @param hash of the bytes, by whatever rule
     */
    String of(byte[] ascii, int from, int to, int hash) {
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        Word word = known[place];
        if (word != null && Arrays.equals(word.ascii, 0, word.ascii.length, ascii, from, to)) {
            return word.text;
        }
        if (to - from > LONGEST) {
            return new String(ascii, from, to - from, StandardCharsets.ISO_8859_1);
        }
        Word made = new Word(Arrays.copyOfRange(ascii, from, to));
        known[place] = made;
        return made.text;
    }
}
