package dev.berth.router.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Looks at an answer as it passes, without touching it: keeps the last two kilobytes, where the token usage stands, and
 * counts the events of a stream. One byte array, no allocation for a chunk.
 */
final class AnswerWatch {
    /** What is surely kept of the end. Not more than needed: of many streams at once it should stay in the cache. */
    static final int KEPT_BYTES = 2048;

    static final int ARRAY_BYTES = 2 * KEPT_BYTES;

    private static final int ERROR_WITHIN_BYTES = 1024;
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR_EVENT = "data: {\"error\"".getBytes(StandardCharsets.US_ASCII);

    /** Token counts of an engine; -1 for what it did not say. */
    record Usage(long promptTokens, long outputTokens, long cachedTokens) {}

    private final byte[] tail;
    private int length;
    private long bytes;
    private long events;
    private boolean afterNewline;

    /**
     * @param tail of {@link #ARRAY_BYTES}; this object's until the answer has ended
     */
    AnswerWatch(byte[] tail) {
        this.tail = tail;
    }

    byte[] array() {
        return tail;
    }

    /** The chunk's reader index stays where it is. */
    void saw(ByteBuf chunk, int start, int size, boolean countEvents) {
        bytes += size;
        int from = start;
        int end = from + size;
        while (from < end) {
            int piece = Math.min(end - from, KEPT_BYTES);
            if (length + piece > ARRAY_BYTES) {
                System.arraycopy(tail, length - KEPT_BYTES, tail, 0, KEPT_BYTES);
                length = KEPT_BYTES;
            }
            chunk.getBytes(from, tail, length, piece);
            if (countEvents) {
                countEvents(length, length + piece);
            }
            length += piece;
            from += piece;
        }
    }

    /** An event of a stream ends with an empty line. */
    private void countEvents(int from, int end) {
        boolean newline = afterNewline;
        for (int i = from; i < end; i++) {
            byte b = tail[i];
            if (b == '\n') {
                if (newline) {
                    events++;
                }
                newline = !newline;
            } else if (b != '\r') {
                newline = false;
            }
        }
        afterNewline = newline;
    }

    long bytes() {
        return bytes;
    }

    /** Events of a stream seen so far. */
    long events() {
        return events;
    }

    /** Whether the end of a stream holds an error in place of an answer. */
    boolean endsInError() {
        return lastIndexOf(ERROR_EVENT, Math.max(0, length - ERROR_WITHIN_BYTES)) >= 0;
    }

    /** The last usage that the engine told of, null if it told none. */
    Usage usage() {
        int at = lastIndexOf(USAGE, 0);
        if (at < 0) {
            return null;
        }
        int colon = at + USAGE.length;
        while (colon < length && tail[colon] != ':') {
            if (tail[colon] != ' ') {
                return null;
            }
            colon++;
        }
        return colon >= length ? null : parse(colon + 1);
    }

    private Usage parse(int from) {
        try (JsonParser parser = JSON.createParser(tail, from, length - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            long prompt = -1;
            long output = -1;
            long cached = -1;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "prompt_tokens", "input_tokens" -> prompt = parser.getValueAsLong(-1);
                    case "completion_tokens", "output_tokens" -> output = parser.getValueAsLong(-1);
                    case "prompt_tokens_details", "input_tokens_details" -> cached = cachedOf(parser, value);
                    default -> parser.skipChildren();
                }
            }
            return prompt < 0 && output < 0 ? null : new Usage(prompt, output, cached);
        } catch (IOException e) {
            return null; // Not a usage after all: text of the answer, or cut off.
        }
    }

    private static long cachedOf(JsonParser parser, JsonToken value) throws IOException {
        long cached = -1;
        if (value != JsonToken.START_OBJECT) {
            return cached;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("cached_tokens")) {
                cached = parser.getValueAsLong(-1);
            } else {
                parser.skipChildren();
            }
        }
        return cached;
    }

    private int lastIndexOf(byte[] wanted, int from) {
        for (int i = length - wanted.length; i >= from; i--) {
            int matched = 0;
            while (matched < wanted.length && tail[i + matched] == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return i;
            }
        }
        return -1;
    }
}
