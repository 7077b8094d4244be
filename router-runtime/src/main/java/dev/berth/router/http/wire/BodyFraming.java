package dev.berth.router.http.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Follows where the body of a pod's answer ends, without touching its bytes: they can be passed on as they came.
 *
 * <pre>
 *   length        DATA --all bytes--> ENDED
 *   until closed  DATA --connection closed--> ENDED
 *   chunks        SIZE --size line--> DATA --its bytes--> CR --> LF --> SIZE
 *                 SIZE --size 0--> TRAILER --empty line--> ENDED
 * </pre>
 *
 * Of chunks only whole pieces of framing are passed on: what ends in the middle of a size line is kept back and comes with
 * the next bytes, so that whatever is passed on ends within a chunk's data or at its boundary, where something can be said
 * if the pod falls silent.
 */
public final class BodyFraming {
    /** Told where the body's own bytes are. */
    @FunctionalInterface
    public interface DataSink {
        void data(ByteBuf in, int from, int length);
    }

    private enum Kind {
        LENGTH,
        UNTIL_CLOSED,
        CHUNKS
    }

    private enum At {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        TRAILER_LF,
        ENDED
    }

    /** Of a size line with its extension. */
    private static final int LONGEST_LINE = 256;

    private static final int LONGEST_TRAILER = 8_192;
    private static final int MOST_DIGITS = 15;
    private static final byte[] NOTHING = {};

    private final Kind kind;
    private At at;
    /** Of the body or of the chunk. */
    private long left;

    private int digits;
    private int lineLength;
    private int trailerLength;
    /** The beginning of a size line, not passed on yet. */
    private byte[] kept = NOTHING;

    private byte[] prefix = NOTHING;
    private int passTo;
    private boolean lastChunkIsKept;
    private boolean endIsOwed;

    private BodyFraming(Kind kind, At at, long left) {
        this.kind = kind;
        this.at = at;
        this.left = left;
    }

    public static BodyFraming ofLength(long bytes) {
        return new BodyFraming(Kind.LENGTH, bytes == 0 ? At.ENDED : At.DATA, bytes);
    }

    public static BodyFraming ofChunks() {
        return new BodyFraming(Kind.CHUNKS, At.SIZE, 0);
    }

    public static BodyFraming untilClosed() {
        return new BodyFraming(Kind.UNTIL_CLOSED, At.DATA, Long.MAX_VALUE);
    }

    public boolean isChunked() {
        return kind == Kind.CHUNKS;
    }

    public boolean endsWithConnection() {
        return kind == Kind.UNTIL_CLOSED;
    }

    public boolean isEnded() {
        return at == At.ENDED;
    }

    /**
     * Follows the body through the readable bytes, which stay as they are. Afterwards {@link #prefix}, then the bytes up to
     * {@link #passTo}, then, if {@link #isEndOwed}, an empty last chunk are what continues the body as it was passed on.
     *
     * @return the index after the last byte that belongs to the body
     */
    public int follow(ByteBuf in, DataSink sink) throws MalformedHttpException {
        int from = in.readerIndex();
        int end = in.writerIndex();
        prefix = NOTHING;
        if (kind == Kind.CHUNKS) {
            return chunks(in, from, end, sink);
        }
        int after = data(in, from, end, sink);
        if (kind == Kind.LENGTH && left == 0) {
            at = At.ENDED;
        }
        passTo = after;
        return after;
    }

    private int data(ByteBuf in, int from, int end, DataSink sink) {
        int length = (int) Math.min(end - from, left);
        if (length > 0) {
            sink.data(in, from, length);
            left -= length;
        }
        return from + length;
    }

    private int chunks(ByteBuf in, int from, int end, DataSink sink) throws MalformedHttpException {
        int i = from;
        int safe = from;
        while (i < end && at != At.ENDED) {
            if (at == At.DATA) {
                i = data(in, i, end, sink);
                at = left == 0 ? At.DATA_CR : At.DATA;
                safe = i;
            } else {
                framing(in.getByte(i++));
                if (isSafe()) {
                    safe = i;
                }
            }
        }
        if (at == At.ENDED) {
            boolean lastChunkIsWhole = !lastChunkIsKept && trailerLength == 0 && (kept.length == 0 || safe > from);
            endIsOwed = !lastChunkIsWhole;
            safe = lastChunkIsWhole ? i : safe;
        }
        pass(in, from, safe, i);
        return i;
    }

    private void pass(ByteBuf in, int from, int safe, int end) {
        passTo = safe;
        if (safe > from && kept.length > 0) {
            prefix = kept;
            kept = NOTHING;
        }
        boolean inLastChunk = at == At.TRAILER || at == At.TRAILER_LF || at == At.ENDED;
        if (inLastChunk) {
            lastChunkIsKept |= at != At.ENDED;
            kept = NOTHING;
        } else if (end > safe) {
            byte[] longer = Arrays.copyOf(kept, kept.length + end - safe);
            in.getBytes(safe, longer, kept.length, end - safe);
            kept = longer;
        }
    }

    private boolean isSafe() {
        return at == At.DATA || at == At.DATA_CR || at == At.DATA_LF || (at == At.SIZE && digits == 0);
    }

    /** What was kept back before and goes on now; empty as nearly always. */
    public byte[] prefix() {
        return prefix;
    }

    public int passTo() {
        return passTo;
    }

    /** Whether the body has ended and its last chunk is not among what is passed on. */
    public boolean isEndOwed() {
        return endIsOwed;
    }

    /** Bytes that the chunk which was begun still promises; 0 at a boundary, and of other bodies. */
    public long owedData() {
        return kind == Kind.CHUNKS && at == At.DATA ? left : 0;
    }

    /** Characters of the CRLF that the chunk which was begun still needs after {@link #owedData}. */
    public int owedLineEnd() {
        return switch (at) {
            case DATA, DATA_CR -> 2;
            case DATA_LF -> 1;
            default -> 0;
        };
    }

    private void framing(byte b) throws MalformedHttpException {
        switch (at) {
            case SIZE -> size(b);
            case EXTENSION -> {
                if (b == '\r') {
                    at = At.SIZE_LF;
                } else if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F || ++lineLength > LONGEST_LINE) {
                    throw malformed();
                }
            }
            case SIZE_LF -> {
                expect(b, '\n');
                at = left == 0 ? At.TRAILER : At.DATA;
                digits = 0;
                lineLength = 0;
            }
            case DATA_CR -> {
                expect(b, '\r');
                at = At.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n');
                at = At.SIZE;
            }
            default -> trailer(b);
        }
    }

    private void size(byte b) throws MalformedHttpException {
        int digit = Ascii.hex(b);
        if (digit >= 0 && digits < MOST_DIGITS) {
            left = digits == 0 ? digit : 16 * left + digit;
            digits++;
        } else if (digits > 0 && b == '\r') {
            at = At.SIZE_LF;
        } else if (digits > 0 && (b == ';' || b == ' ')) {
            at = At.EXTENSION;
        } else {
            throw malformed();
        }
    }

    private void trailer(byte b) throws MalformedHttpException {
        if (at == At.TRAILER_LF) {
            expect(b, '\n');
            at = lineLength == 0 ? At.ENDED : At.TRAILER;
            lineLength = 0;
        } else if (b == '\r') {
            at = At.TRAILER_LF;
        } else {
            lineLength++;
            if (++trailerLength > LONGEST_TRAILER) {
                throw malformed();
            }
        }
    }

    private static void expect(byte b, char wanted) throws MalformedHttpException {
        if (b != wanted) {
            throw malformed();
        }
    }

    private static MalformedHttpException malformed() {
        return new MalformedHttpException("chunks that are not chunks");
    }
}
