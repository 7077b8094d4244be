package dev.berth.streaming.demand;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the text of a record from its first byte on, as long as each field is what is expected. For one thread, record
 * after record.
 */
final class WrittenText {
    /** So many digits make a number that a double holds exactly. */
    private static final int EXACT_DIGITS = 15;

    /** So many make one that a long holds. */
    private static final int MOST_DIGITS = 18;

    /** Beyond that a number is none that a router writes. */
    private static final int MOST_PLACES = 40;

    private static final long[] POWERS = new long[EXACT_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

    private final Words words = new Words();
    private byte[] json;
    private int at;

    /**
     * @param utf8 of one record
     */
    void begin(byte[] utf8) {
        json = utf8;
        at = 0;
    }

    /** Whether it stands at that text; then it stands behind it. */
    boolean take(byte[] text) {
        int end = at + text.length;
        if (end > json.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (json[at + i] != text[i]) {
                return false;
            }
        }
        at = end;
        return true;
    }

    boolean isAtEnd() {
        return at == json.length;
    }

    /**
     * A text up to its closing quote, in plain ASCII; null if it is none.
     *
     * @param again whether it comes again and again
     */
    String text(boolean again) {
        int from = at;
        int hash = 0;
        int to = from;
        while (to < json.length && isPlain(json[to])) {
            hash = 31 * hash + json[to++];
        }
        if (to == json.length || json[to] != '"') {
            return null;
        }
        at = to + 1;
        return again ? words.of(json, from, to, hash) : new String(json, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** ASCII that stands for itself. */
    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\' && b != 0x7f;
    }

    /** A whole number that is not below zero; -1 if it is none. */
    long whole() {
        int from = at;
        long value = digits();
        int count = at - from;
        boolean plain = count > 0 && count <= MOST_DIGITS && (count == 1 || json[from] != '0');
        return plain ? value : -1;
    }

    /** A number that is not below zero, without an exponent; -1 if it is none. */
    double real() {
        int from = at;
        long value = whole();
        if (value < 0 || at == json.length || json[at] != '.') {
            return value;
        }
        int wholes = at - from;
        at++;
        long fraction = digits();
        int places = at - from - wholes - 1;
        if (places == 0 || places > MOST_PLACES) {
            return -1;
        }
        if (wholes + places <= EXACT_DIGITS) {
            return (value * POWERS[places] + fraction) / (double) POWERS[places];
        }
        return NumberInput.parseDouble(new String(json, from, at - from, StandardCharsets.ISO_8859_1), true);
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
