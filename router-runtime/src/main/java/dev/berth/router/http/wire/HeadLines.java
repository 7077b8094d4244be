package dev.berth.router.http.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header fields of a message, left as bytes: where each name and value stands, and what kind it is.
 *
 * <p>Strict, since whoever reads leniently can be made to see another message than his neighbour: lines end with CRLF, no
 * line is folded, no blank stands before a colon, no control character inside a value.
 */
public final class HeadLines {
    /** Bytes of a whole head. */
    public static final int MOST_BYTES = 32 << 10;

    private static final int MOST_LINES = 128;
    private static final boolean[] TOKEN = token();

    private final byte[] bytes;
    private int count;
    private HeaderKind[] kinds = new HeaderKind[16];
    /** Of each line: start and end of the name, start and end of the value. */
    private int[] places = new int[64];

    private boolean closes;
    private boolean keepsAlive;

    private HeadLines(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param from after the start line
     * @param end after the empty line that ends the head
     */
    public static HeadLines of(byte[] bytes, int from, int end) throws MalformedHttpException {
        HeadLines lines = new HeadLines(bytes);
        int at = from;
        while (at < end - 2) {
            at = lines.line(at, end);
        }
        if (at != end - 2) {
            throw new MalformedHttpException("a head that does not end with an empty line");
        }
        lines.connection();
        return lines;
    }

    private int line(int from, int end) throws MalformedHttpException {
        int colon = from;
        while (colon < end && TOKEN[bytes[colon] & 0xFF]) {
            colon++;
        }
        if (colon == from || bytes[colon] != ':') {
            throw new MalformedHttpException("a header line that is not NAME: VALUE");
        }
        int valueFrom = colon + 1;
        while (isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        int at = valueFrom;
        while (isText(bytes[at])) {
            at++;
        }
        if (bytes[at] != '\r' || at + 1 >= end || bytes[at + 1] != '\n') {
            throw new MalformedHttpException("a header line with a control character, or not ended by CRLF");
        }
        int valueEnd = at;
        while (valueEnd > valueFrom && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        add(from, colon, valueFrom, valueEnd);
        return at + 2;
    }

    private void add(int nameFrom, int nameEnd, int valueFrom, int valueEnd) throws MalformedHttpException {
        if (count == MOST_LINES) {
            throw new MalformedHttpException("more than " + MOST_LINES + " header lines");
        }
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * count);
            places = Arrays.copyOf(places, 8 * count);
        }
        HeaderKind kind = HeaderKind.of(bytes, nameFrom, nameEnd - nameFrom);
        boolean again = kind.standsOnce() && count(kind) > 0;
        kinds[count] = again ? HeaderKind.DROPPED : kind;
        places[4 * count] = nameFrom;
        places[4 * count + 1] = nameEnd;
        places[4 * count + 2] = valueFrom;
        places[4 * count + 3] = valueEnd;
        count++;
    }

    /** {@code Connection} may name further fields that are for this hop only. */
    private void connection() {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == HeaderKind.CONNECTION) {
                connectionTokens(value(i));
            }
        }
    }

    private void connectionTokens(String value) {
        for (String part : value.split(",", -1)) {
            String token = part.strip();
            if (token.equalsIgnoreCase("close")) {
                closes = true;
            } else if (token.equalsIgnoreCase("keep-alive")) {
                keepsAlive = true;
            } else if (!token.isEmpty()) {
                drop(token);
            }
        }
    }

    /** Only what is copied can be taken away: nobody can have a message's own framing removed. */
    private void drop(String name) {
        for (int i = 0; i < count; i++) {
            if (kinds[i].isCopied() && name(i).equalsIgnoreCase(name)) {
                kinds[i] = HeaderKind.DROPPED;
            }
        }
    }

    public boolean closes() {
        return closes;
    }

    public boolean keepsAlive() {
        return keepsAlive;
    }

    public int count(HeaderKind kind) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                found++;
            }
        }
        return found;
    }

    /** The first value of a kind, null if there is none. */
    public String first(HeaderKind kind) {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                return value(i);
            }
        }
        return null;
    }

    /** Whether the first value of a kind begins with a text, ignoring case. */
    public boolean begins(HeaderKind kind, byte[] lower) {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                return begins(places[4 * i + 2], places[4 * i + 3], lower);
            }
        }
        return false;
    }

    private boolean begins(int from, int end, byte[] lower) {
        if (end - from < lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    /**
     * The one length that a message announces.
     *
     * @return -1 if it announces none
     * @throws MalformedHttpException if it announces several, be they equal, or something else than a plain number
     */
    public long contentLength() throws MalformedHttpException {
        int at = -1;
        for (int i = 0; i < count; i++) {
            if (kinds[i] == HeaderKind.CONTENT_LENGTH) {
                if (at >= 0) {
                    throw new MalformedHttpException("more than one content-length");
                }
                at = i;
            }
        }
        return at < 0 ? -1 : number(places[4 * at + 2], places[4 * at + 3]);
    }

    private long number(int from, int end) throws MalformedHttpException {
        long number = 0;
        boolean plain = end > from && end - from <= 15;
        for (int i = from; plain && i < end; i++) {
            int digit = bytes[i] - '0';
            plain = digit >= 0 && digit <= 9;
            number = 10 * number + digit;
        }
        if (!plain) {
            throw new MalformedHttpException("a content-length that is not a number");
        }
        return number;
    }

    /**
     * Whether the body comes in chunks.
     *
     * @throws MalformedHttpException if it is encoded in any other way
     */
    public boolean isChunked() throws MalformedHttpException {
        int lines = count(HeaderKind.TRANSFER_ENCODING);
        if (lines == 0) {
            return false;
        }
        if (lines > 1 || !first(HeaderKind.TRANSFER_ENCODING).equalsIgnoreCase("chunked")) {
            throw new MalformedHttpException("a transfer-encoding other than chunked");
        }
        return true;
    }

    /** Writes the lines that go on as they came, each of those that stand once only the first time. */
    public void copyTo(ByteBuf out) {
        int i = 0;
        while (i < count) {
            if (!kinds[i].isCopied()) {
                i++;
                continue;
            }
            int from = places[4 * i];
            while (i < count && kinds[i].isCopied()) {
                i++;
            }
            int end = i < count ? places[4 * i] : bytes.length - 2;
            out.writeBytes(bytes, from, end - from);
        }
    }

    private String name(int line) {
        int from = places[4 * line];
        return new String(bytes, from, places[4 * line + 1] - from, StandardCharsets.ISO_8859_1);
    }

    private String value(int line) {
        int from = places[4 * line + 2];
        return new String(bytes, from, places[4 * line + 3] - from, StandardCharsets.ISO_8859_1);
    }

    public static boolean isToken(byte b) {
        return TOKEN[b & 0xFF];
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** What may stand in a value: everything but control characters, of which a tab is none here. */
    private static boolean isText(byte b) {
        return b < 0 || (b >= ' ' && b != 0x7F) || b == '\t';
    }

    private static boolean[] token() {
        boolean[] token = new boolean[256];
        for (int c = '0'; c <= '9'; c++) {
            token[c] = true;
        }
        for (int c = 'a'; c <= 'z'; c++) {
            token[c] = true;
            token[c - 'a' + 'A'] = true;
        }
        for (byte c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
            token[c] = true;
        }
        return token;
    }

    /**
     * Where a head ends.
     *
     * @return the index after its empty line, or -1 if that has not come
     */
    public static int endOf(byte[] bytes, int from, int end) {
        for (int i = from + 3; i < end; i++) {
            byte b = bytes[i];
            if (b > '\r') {
                i += 3; // Neither of the last four can be it unless this one is.
            } else if (b == '\n') {
                if (bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                    return i + 1;
                }
            }
        }
        return -1;
    }
}
