package dev.berth.evaluation.replay;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a stream of completion chunks without parsing their JSON: it looks for the few byte patterns that a client's clock
 * needs. A generator that parsed every chunk would be busy where the pods should be. Bytes may come in any pieces.
 */
final class SseReader {
    private static final byte[] DATA = ascii("data:");
    private static final byte[] DONE = ascii("[DONE]");
    private static final byte[] CONTENT = ascii("\"content\"");
    private static final byte[] TEXT = ascii("\"text\"");
    private static final byte[] COMPLETION_TOKENS = ascii("\"completion_tokens\"");
    private static final byte[] ERROR = ascii("{\"error\"");
    private static final byte[] ERROR_OBJECT = ascii("{\"object\":\"error\"");

    /** A line may not grow without end. */
    private static final int LONGEST_LINE = 1 << 20;

    private byte[] partial = new byte[512];
    private int partialLength;
    private boolean done;
    private long contentChunks;
    private long usageTokens = -1;
    private String error = "";

    void feed(byte[] bytes, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                if (partialLength == 0) {
                    line(bytes, start, i);
                } else {
                    keep(bytes, start, i);
                    line(partial, 0, partialLength);
                    partialLength = 0;
                }
                start = i + 1;
            }
        }
        keep(bytes, start, to);
    }

    /** Whether any chunk carried text yet. */
    boolean sawContent() {
        return contentChunks > 0;
    }

    /** Whether the stream said that it is complete. */
    boolean isDone() {
        return done;
    }

    /** As the usage says; if it said nothing, the chunks with text. */
    long outputTokens() {
        return usageTokens >= 0 ? usageTokens : contentChunks;
    }

    /** The error event that was in the stream; empty if none. */
    String error() {
        return error;
    }

    private void line(byte[] bytes, int from, int to) {
        int payload = skipBlanks(bytes, from, to);
        if (!startsWith(bytes, payload, to, DATA)) {
            return;
        }
        payload = skipBlanks(bytes, payload + DATA.length, to);
        if (startsWith(bytes, payload, to, DONE)) {
            done = true;
            return;
        }
        if (startsWith(bytes, payload, to, ERROR) || startsWith(bytes, payload, to, ERROR_OBJECT)) {
            error = new String(bytes, payload, to - payload, StandardCharsets.UTF_8).strip();
            return;
        }
        if (hasText(bytes, payload, to, CONTENT) || hasText(bytes, payload, to, TEXT)) {
            contentChunks++;
        }
        usageTokens = Math.max(usageTokens, completionTokens(bytes, payload, to));
    }

    /** The number after {@code "completion_tokens":}; -1 if there is none. */
    static long completionTokens(byte[] bytes, int from, int to) {
        int at = indexOf(bytes, from, to, COMPLETION_TOKENS);
        if (at < 0) {
            return -1;
        }
        at = valueAfter(bytes, at + COMPLETION_TOKENS.length, to);
        long number = -1;
        for (; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = Math.max(0, number) * 10 + (bytes[at] - '0');
        }
        return number;
    }

    private static boolean hasText(byte[] bytes, int from, int to, byte[] key) {
        int at = indexOf(bytes, from, to, key);
        if (at < 0) {
            return false;
        }
        at = valueAfter(bytes, at + key.length, to);
        return at + 1 < to && bytes[at] == '"' && bytes[at + 1] != '"';
    }

    private static int valueAfter(byte[] bytes, int from, int to) {
        int at = skipBlanks(bytes, from, to);
        return at < to && bytes[at] == ':' ? skipBlanks(bytes, at + 1, to) : to;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
        for (int i = from; i <= to - wanted.length; i++) {
            if (bytes[i] == wanted[0] && startsWith(bytes, i, to, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
        return to - from >= wanted.length && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
        return at;
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = Math.min(to - from, LONGEST_LINE - partialLength);
        if (partialLength + length > partial.length) {
            partial = Arrays.copyOf(partial, Math.max(2 * partial.length, partialLength + length));
        }
        System.arraycopy(bytes, from, partial, partialLength, length);
        partialLength += length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
