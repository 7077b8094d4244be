package dev.berth.streaming.demand;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through the text of a record from its first byte on, as long as it is what is expected. What is not makes it {@link
 * #failed() fail}, and it stays so: whoever asks may ask on, and see at the end whether the answers are worth anything.
 */
final class WrittenText {
    /** So many digits make a number that a double holds exactly. */
    private static final int EXACT_DIGITS = 15;

    /** So many make one that a long holds. */
    private static final int MOST_DIGITS = 18;

    /** Beyond that a number is none that a router writes. */
    private static final int MOST_PLACES = 40;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private final byte[] json;
    private final Words words;
    private int at;
    private boolean failed;

    /**
     * @param json in UTF-8
     */
    WrittenText(byte[] json, Words words) {
        this.json = json;
        this.words = words;
    }

    boolean failed() {
        return failed;
    }

    /** Whether it stands at that text; then it stands behind it. */
    boolean take(byte[] text) {
        int end = at + text.length;
        if (end > json.length || !Arrays.equals(json, at, end, text, 0, text.length)) {
            return false;
        }
        at = end;
        return true;
    }

    /** Whether that text is all that is left. */
    boolean ends(byte[] text) {
        return !failed && take(text) && at == json.length;
    }

    /** Whether it is the first; fails if it is neither. */
    boolean either(byte[] first, byte[] second) {
        if (take(first)) {
            return true;
        }
        expect(second);
        return false;
    }

    private boolean expect(byte[] text) {
        if (failed || !take(text)) {
            failed = true;
        }
        return !failed;
    }

    /** A text that comes again and again. */
    String word(byte[] key) {
        if (!expect(key)) {
            return "";
        }
        int from = at;
        int hash = 0;
        int to = from;
        while (to < json.length && isPlain(json[to])) {
            hash = 31 * hash + json[to++];
        }
        return endText(to) ? words.of(json, from, to, hash) : "";
    }

    /** A text that comes once. */
    String text(byte[] key) {
        if (!expect(key)) {
            return "";
        }
        int from = at;
        int to = from;
        while (to < json.length && isPlain(json[to])) {
            to++;
        }
        return endText(to) ? new String(json, from, to - from, StandardCharsets.ISO_8859_1) : "";
    }

    /** ASCII that stands for itself. */
    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\' && b != 0x7f;
    }

    private boolean endText(int to) {
        if (to >= json.length || json[to] != '"') {
            failed = true;
            return false;
        }
        at = to + 1;
        return true;
    }

    /** A whole number that is not below zero. */
    long whole(byte[] key) {
        if (!expect(key)) {
            return 0;
        }
        int from = at;
        long value = digits();
        int count = at - from;
        if (count == 0 || count > MOST_DIGITS || (count > 1 && json[from] == '0')) {
            failed = true;
        }
        return value;
    }

    int smallWhole(byte[] key) {
        long value = whole(key);
        if (value > Integer.MAX_VALUE) {
            failed = true;
        }
        return (int) value;
    }

    /** A number that is not below zero, without an exponent. */
    double real(byte[] key) {
        long value = whole(key);
        int from = at;
        if (failed || at >= json.length || json[at] != '.') {
            return value;
        }
        int wholeFrom = at - length(value);
        at++;
        long fraction = digits();
        int places = at - from - 1;
        if (places == 0 || places > MOST_PLACES) {
            failed = true;
            return value;
        }
        if (from - wholeFrom + places <= EXACT_DIGITS) {
            return (value * (long) POWERS[places] + fraction) / POWERS[places];
        }
        return NumberInput.parseDouble(
                new String(json, wholeFrom, at - wholeFrom, StandardCharsets.ISO_8859_1), true);
    }

    private static int length(long value) {
        int digits = 1;
        for (long left = value / 10; left > 0; left /= 10) {
            digits++;
        }
        return digits;
    }

    /** As many as there are; too many overflow. */
    private long digits() {
        long value = 0;
        while (at < json.length) {
            int digit = json[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = 10 * value + digit;
            at++;
        }
        return value;
    }
}
