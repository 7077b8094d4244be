package dev.berth.router.http;

import java.nio.charset.StandardCharsets;

/**
 * The quick reading of a request's body: walks well-formed JSON and makes nothing of what the router does not ask for.
 *
 * <p>Nearly all bytes of a request are inside a few long strings, and a parser that looks at each of them costs more than
 * the proxying. So strings are passed eight bytes at a time, and once they are long by {@link StringBlocks}. A word that has
 * a quote, a backslash or a control character is looked at as a whole as well: a mark for each such byte tells what is escaped
 * and whether the string ends, without a turn for each escape, as long as escapes are quotes and line ends. Prompts are full
 * of those.
 *
 * <p>It may only ever say yes. At the first thing that is not plain (a syntax error, an escaped key or model, a number of
 * tokens that is not small and whole, nesting deeper than {@link #DEEPEST}) it gives up with null, and the parser of a JSON
 * library reads the body again, decides, and words the error. UTF-8 inside strings is not checked: it is the pod's to judge.
 */
final class BodyWalk {
    private static final long BACKSLASHES = Lanes.all('\\');
    private static final long QUOTES = Lanes.all('"');
    private static final long LINE_ENDS = Lanes.all('n');
    /** XORed with it, a quote becomes a blank, and what is above the blank stays above it. */
    private static final long QUOTE_TO_BLANK = Lanes.all((char) ('"' ^ ' '));

    private static final long AFTER_BLANK = Lanes.all((char) (' ' + 1));

    private static final boolean[] SHORT_ESCAPE = new boolean[256];

    static {
        for (byte named : ascii("\"\\/bfnrt")) {
            SHORT_ESCAPE[named] = true;
        }
    }

    private static final byte[] MODEL = ascii("model");
    private static final byte[] STREAM = ascii("stream");
    private static final byte[] MAX_TOKENS = ascii("max_tokens");
    private static final byte[] MAX_COMPLETION_TOKENS = ascii("max_completion_tokens");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    /** Nesting that fits the bits of a long, one for each level: 1 in an object, 0 in an array. */
    private static final int DEEPEST = 60;

    /** Of fields, roles and nearly all names of models. */
    private static final int SHORT_STRING_BYTES = 128;

    private static final int DIGITS_OF_A_COUNT = 9;
    private static final int NOWHERE = -1;
    /** In place of where a string goes on, which is never at the first byte. */
    private static final int ENDED = 0;

    private final byte[] bytes;
    private final int end;
    private final StringBlocks blocks;
    private int at;
    private boolean escaped;

    private String model = "";
    private int modelStart;
    private int modelEnd;
    private boolean stream;
    private long maxTokens;

    private BodyWalk(byte[] bytes, int start, int end, StringBlocks blocks) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
        this.blocks = blocks;
    }

    /** What the body says, or null if it takes a closer look. */
    static BodyScan scan(byte[] bytes, int start, int end, StringBlocks blocks) {
        BodyWalk walk = new BodyWalk(bytes, start, end, blocks);
        if (!walk.body() || walk.model.isEmpty()) {
            return null;
        }
        return new BodyScan(walk.model, walk.modelStart, walk.modelEnd, walk.stream, walk.maxTokens);
    }

    private boolean body() {
        if (!take('{')) {
            return false;
        }
        if (take('}')) {
            return false; // An object without a model: let the error be worded.
        }
        do {
            if (!member()) {
                return false;
            }
        } while (take(','));
        if (!take('}')) {
            return false;
        }
        blanks();
        return at == end;
    }

    private boolean member() {
        blanks();
        int keyStart = at + 1;
        if (!string() || escaped) {
            return false;
        }
        int keyEnd = at - 1;
        if (!take(':')) {
            return false;
        }
        blanks();
        if (is(MODEL, keyStart, keyEnd)) {
            return modelName();
        }
        if (is(STREAM, keyStart, keyEnd)) {
            stream = at < end && bytes[at] == 't';
        } else if (is(MAX_TOKENS, keyStart, keyEnd) || is(MAX_COMPLETION_TOKENS, keyStart, keyEnd)) {
            return tokenCount();
        }
        return value();
    }

    private boolean modelName() {
        modelStart = at;
        if (!string() || escaped) {
            return false;
        }
        modelEnd = at;
        model = new String(bytes, modelStart + 1, modelEnd - modelStart - 2, StandardCharsets.UTF_8);
        return model.indexOf('\uFFFD') < 0;
    }

    private boolean tokenCount() {
        long count = 0;
        int digits = at;
        while (digits < end && digits - at < DIGITS_OF_A_COUNT && isDigit(bytes[digits])) {
            count = 10 * count + (bytes[digits++] - '0');
        }
        boolean whole =
                digits > at && digits < end && (bytes[digits] == ',' || bytes[digits] == '}' || isBlank(digits));
        if (!whole || (bytes[at] == '0' && digits - at > 1)) {
            return false;
        }
        maxTokens = Math.max(maxTokens, count);
        at = digits;
        return true;
    }

    /** Any value; containers are walked with a bit for each open one instead of a call for each. */
    private boolean value() {
        long objects = 0;
        int depth = 0;
        while (true) {
            blanks();
            if (at >= end) {
                return false;
            }
            byte first = bytes[at];
            if (first == '{' || first == '[') {
                boolean object = first == '{';
                at++;
                if (!take(object ? '}' : ']')) {
                    if (depth == DEEPEST || (object && !key())) {
                        return false;
                    }
                    objects = (objects << 1) | (object ? 1 : 0);
                    depth++;
                    continue;
                }
            } else if (!scalar(first)) {
                return false;
            }
            while (depth > 0 && take((objects & 1) == 1 ? '}' : ']')) {
                objects >>>= 1;
                depth--;
            }
            if (depth == 0) {
                return true;
            }
            if (!take(',') || ((objects & 1) == 1 && !key())) {
                return false;
            }
        }
    }

    private boolean key() {
        blanks();
        return string() && take(':');
    }

    private boolean scalar(byte first) {
        return switch (first) {
            case '"' -> string();
            case 't' -> word(TRUE);
            case 'f' -> word(FALSE);
            case 'n' -> word(NULL);
            default -> number();
        };
    }

    /** A string; says in {@link #escaped} whether its bytes are not yet its characters. */
    private boolean string() {
        escaped = false;
        if (at >= end || bytes[at] != '"') {
            return false;
        }
        int from = at + 1;
        int block = from + SHORT_STRING_BYTES;
        while (from < end - Long.BYTES) {
            if (from >= block && from <= end - StringBlocks.BYTES && bytes[from - 1] != '\\') {
                block = from + StringBlocks.BYTES; // If it is not passed to its end, its rest is read by words.
                from = blocks.pass(bytes, from);
                escaped = true; // Perhaps; of a name as long as this the library may judge.
                continue;
            }
            long word = Lanes.word(bytes, from);
            from = isPlain(word) ? from + Long.BYTES : word(word, from);
            if (from <= ENDED) {
                return from == ENDED;
            }
        }
        return restOfString(from);
    }

    /** Whether a word has nothing but characters that stand for themselves; a borrow may only make it say no. */
    private static boolean isPlain(long word) {
        long swapped = word ^ QUOTE_TO_BLANK;
        long backslash = word ^ BACKSLASHES;
        return ((((swapped - AFTER_BLANK) & ~swapped) | ((backslash - Lanes.ONES) & ~backslash)) & Lanes.HIGHS) == 0;
    }

    /**
     * A word that is not plain, and the escape that its last byte may begin.
     *
     * @return where the string goes on, {@link #ENDED} or {@link #NOWHERE}
     */
    private int word(long word, int from) {
        long backslashes = Lanes.zeros(word ^ BACKSLASHES);
        long quotes = Lanes.zeros(word ^ QUOTES);
        long controls = Lanes.controls(word);
        long named = backslashes << Byte.SIZE;
        long closing = quotes & ~named;
        long odd = (named & (backslashes | ~(quotes | Lanes.zeros(word ^ LINE_ENDS)))) | controls;
        if ((odd | closing) == 0) {
            escaped |= backslashes != 0;
            int next = from + Long.BYTES;
            return backslashes < 0 ? escape(next) : next;
        }
        if (closing != 0 && ((closing - 1) & ~closing & odd) == 0) {
            escaped |= ((closing - 1) & ~closing & backslashes) != 0;
            at = from + (Long.numberOfTrailingZeros(closing) >>> 3) + 1;
            return ENDED;
        }
        return byteByByte(from, from + Long.BYTES);
    }

    /** The last bytes of a body, too few for a word. */
    private boolean restOfString(int from) {
        return byteByByte(from, end) == ENDED;
    }

    /** @return where the string goes on, at {@code to} or after an escape that begins before; or as {@link #word} */
    private int byteByByte(int from, int to) {
        int i = from;
        while (i < to) {
            byte b = bytes[i++];
            if (b == '"') {
                at = i;
                return ENDED;
            }
            if (b == '\\') {
                i = escape(i);
                if (i == NOWHERE) {
                    return NOWHERE;
                }
            } else if (b >= 0 && b < ' ') {
                return NOWHERE;
            }
        }
        return i;
    }

    /**
     * @param index after the backslash
     * @return the index after the escape, or {@link #NOWHERE} if there is no such escape
     */
    private int escape(int index) {
        escaped = true;
        if (index >= end) {
            return NOWHERE;
        }
        byte named = bytes[index];
        if (SHORT_ESCAPE[named & 0xFF]) {
            return index + 1;
        }
        return named == 'u' ? fourHexDigits(index + 1) : NOWHERE;
    }

    private int fourHexDigits(int index) {
        for (int digit = index; digit < index + 4; digit++) {
            if (digit >= end || Character.digit(bytes[digit], 16) < 0) {
                return NOWHERE;
            }
        }
        return index + 4;
    }

    private boolean number() {
        if (at < end && bytes[at] == '-') {
            at++;
        }
        int whole = at;
        if (!digits() || (bytes[whole] == '0' && at - whole > 1)) {
            return false;
        }
        if (at < end && bytes[at] == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (at < end && isDigit(bytes[at])) {
            at++;
        }
        return at > from;
    }

    private boolean word(byte[] expected) {
        if (!is(expected, at, Math.min(end, at + expected.length))) {
            return false;
        }
        at += expected.length;
        return true;
    }

    private boolean take(char expected) {
        blanks();
        if (at < end && bytes[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < end && isBlank(at)) {
            at++;
        }
    }

    private boolean isBlank(int index) {
        byte b = bytes[index];
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private boolean is(byte[] expected, int from, int to) {
        if (to - from != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[from + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
