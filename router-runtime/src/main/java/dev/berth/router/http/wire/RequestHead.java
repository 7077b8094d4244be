package dev.berth.router.http.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A client's request line and header fields. */
public final class RequestHead {
    public static final String POST = "POST";
    public static final String GET = "GET";

    private static final int LONGEST_TARGET = 8_192;
    private static final byte[] VERSION_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_1_1 = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTINUE = "100-continue".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "host: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST_ID = "\r\nx-request-id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TENANT = "\r\nuser: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOAD_FORMAT =
            "\r\nendpoint-load-metrics-format: TEXT\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int targetEnd;
    private final String method;
    private final String target;
    private final boolean http10;
    private final HeadLines lines;
    private final long contentLength;
    private final boolean chunked;

    private RequestHead(byte[] bytes) throws MalformedHttpException {
        this.bytes = bytes;
        int methodEnd = 0;
        while (HeadLines.isToken(bytes[methodEnd])) {
            methodEnd++;
        }
        int end = methodEnd + 1;
        while (bytes[end] > ' ' && bytes[end] < 0x7F) {
            end++;
        }
        boolean plain = methodEnd > 0 && bytes[methodEnd] == ' ' && end > methodEnd + 1 && bytes[end] == ' ';
        if (!plain || end > LONGEST_TARGET) {
            throw new MalformedHttpException("a request line that is not METHOD TARGET HTTP/1.1");
        }
        this.targetEnd = end;
        this.method = new String(bytes, 0, methodEnd, StandardCharsets.US_ASCII);
        this.target = new String(bytes, methodEnd + 1, end - methodEnd - 1, StandardCharsets.US_ASCII);
        int version = end + 1;
        this.http10 = minorVersion(version) == 0;
        this.lines = HeadLines.of(bytes, version + VERSION_1.length + 3, bytes.length);
        this.contentLength = lines.contentLength();
        this.chunked = lines.isChunked();
        if (chunked && (contentLength >= 0 || http10)) {
            throw new MalformedHttpException("chunks with a content-length, or of HTTP/1.0");
        }
        int hosts = lines.count(HeaderKind.HOST);
        if (hosts > 1 || (hosts == 0 && !http10)) {
            throw new MalformedHttpException("a request without one host");
        }
    }

    private int minorVersion(int from) throws MalformedHttpException {
        for (int i = 0; i < VERSION_1.length; i++) {
            if (bytes[from + i] != VERSION_1[i]) {
                throw new MalformedHttpException("a version other than HTTP/1.1 and HTTP/1.0");
            }
        }
        int at = from + VERSION_1.length;
        boolean known = bytes[at] == '0' || bytes[at] == '1';
        if (!known || bytes[at + 1] != '\r' || bytes[at + 2] != '\n') {
            throw new MalformedHttpException("a version other than HTTP/1.1 and HTTP/1.0");
        }
        return bytes[at] - '0';
    }

    /**
     * @param bytes of a whole head, its empty line included; this object's from now on
     */
    public static RequestHead of(byte[] bytes) throws MalformedHttpException {
        return new RequestHead(bytes);
    }

    public String method() {
        return method;
    }

    /** Path and query. */
    public String target() {
        return target;
    }

    public boolean isHttp10() {
        return http10;
    }

    public boolean keepsAlive() {
        return http10 ? lines.keepsAlive() && !lines.closes() : !lines.closes();
    }

    public boolean isChunked() {
        return chunked;
    }

    /** Of the body; 0 if there is none, -1 of chunks. */
    public long bodyLength() {
        return chunked ? -1 : Math.max(0, contentLength);
    }

    public boolean expectsContinue() {
        return !http10 && lines.begins(HeaderKind.EXPECT, CONTINUE);
    }

    /** The first value of a field, null if there is none. */
    public String header(HeaderKind kind) {
        return lines.first(kind);
    }

    /**
     * Writes the head of the same request to a pod: end-to-end fields as they came, and the router's own.
     *
     * @param tenant empty for none
     * @param podAuthorization the whole header line with its end; empty for none
     */
    public void writeTowardsPod(
            ByteBuf out, byte[] host, int length, String requestId, String tenant, byte[] podAuthorization) {
        out.writeBytes(bytes, 0, targetEnd);
        out.writeBytes(HTTP_1_1);
        lines.copyTo(out);
        out.writeBytes(podAuthorization);
        out.writeBytes(HOST).writeBytes(host);
        out.writeBytes(CONTENT_LENGTH);
        Ascii.write(out, length);
        out.writeBytes(REQUEST_ID);
        Ascii.write(out, requestId);
        if (!tenant.isEmpty()) {
            out.writeBytes(TENANT);
            Ascii.write(out, tenant);
        }
        out.writeBytes(LOAD_FORMAT);
        out.writeByte('\r').writeByte('\n');
    }

    /** Bytes that are surely enough for {@link #writeTowardsPod}. */
    public int mostBytes() {
        return 2 * bytes.length + 1_024;
    }
}
