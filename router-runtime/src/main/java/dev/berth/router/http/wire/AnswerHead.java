package dev.berth.router.http.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The status line and header fields of a pod's answer. */
public final class AnswerHead {
    private static final byte[] VERSION_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_1_1 = "HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT_STREAM = "text/event-stream".getBytes(StandardCharsets.US_ASCII);
    /** "HTTP/1.1 200" */
    private static final int TO_STATUS_END = 12;

    private final byte[] bytes;
    private final int statusLineEnd;
    private final int status;
    private final boolean http10;
    private final HeadLines lines;
    private final long contentLength;
    private final boolean chunked;

    private AnswerHead(byte[] bytes) throws MalformedHttpException {
        this.bytes = bytes;
        this.statusLineEnd = statusLineEnd();
        this.http10 = bytes[VERSION_1.length] == '0';
        this.status = 100 * digit(9) + 10 * digit(10) + digit(11);
        if (status < 100 || status > 599) {
            throw new MalformedHttpException("a status that HTTP does not have");
        }
        this.lines = HeadLines.of(bytes, statusLineEnd + 2, bytes.length);
        this.contentLength = lines.contentLength();
        this.chunked = lines.isChunked();
        if (chunked && contentLength >= 0) {
            throw new MalformedHttpException("chunks with a content-length");
        }
    }

    private int statusLineEnd() throws MalformedHttpException {
        boolean begins = bytes.length > TO_STATUS_END + 1 && bytes[8] == ' ';
        for (int i = 0; begins && i < VERSION_1.length; i++) {
            begins = bytes[i] == VERSION_1[i];
        }
        int end = TO_STATUS_END;
        if (begins && bytes[end] == ' ') {
            while (bytes[end] >= ' ' || bytes[end] == '\t' || bytes[end] < 0) {
                end++;
            }
        }
        if (!begins || bytes[end] != '\r' || bytes[end + 1] != '\n') {
            throw new MalformedHttpException("a status line that is not HTTP/1.1 CODE REASON");
        }
        return end;
    }

    private int digit(int at) throws MalformedHttpException {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9) {
            throw new MalformedHttpException("a status that is not three digits");
        }
        return digit;
    }

    /**
     * @param bytes of a whole head, its empty line included; this object's from now on
     */
    public static AnswerHead of(byte[] bytes) throws MalformedHttpException {
        return new AnswerHead(bytes);
    }

    public int status() {
        return status;
    }

    /** An interim one: another head follows. */
    public boolean isInformational() {
        return status < 200;
    }

    public boolean isEventStream() {
        return lines.begins(HeaderKind.CONTENT_TYPE, EVENT_STREAM);
    }

    /** Whether the connection may carry another request after this answer. */
    public boolean keepsAlive() {
        return http10 ? lines.keepsAlive() && !lines.closes() : !lines.closes();
    }

    /** Answers of two statuses have none, whatever their head says. */
    public boolean hasBody() {
        return status != 204 && status != 304;
    }

    public BodyFraming framing() {
        if (!hasBody()) {
            return BodyFraming.ofLength(0);
        }
        if (chunked) {
            return BodyFraming.ofChunks();
        }
        return contentLength >= 0 ? BodyFraming.ofLength(contentLength) : BodyFraming.untilClosed();
    }

    /** -1 if the head does not say. */
    public long contentLength() {
        return contentLength;
    }

    /** What vLLM says of its load, null if it does not. */
    public String load() {
        return lines.first(HeaderKind.LOAD);
    }

    public boolean hasDate() {
        return lines.count(HeaderKind.DATE) > 0;
    }

    /** Writes the status line and the end-to-end fields; the router's own follow. */
    public void copyTo(ByteBuf out) {
        out.writeBytes(HTTP_1_1);
        out.writeBytes(bytes, HTTP_1_1.length, statusLineEnd + 2 - HTTP_1_1.length);
        lines.copyTo(out);
    }

    /** Bytes that are surely enough for {@link #copyTo}. */
    public int mostBytes() {
        return 2 * bytes.length + 512;
    }
}
