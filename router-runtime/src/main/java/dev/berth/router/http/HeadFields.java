package dev.berth.router.http;

import dev.berth.router.http.wire.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Writes the router's own lines of an answer's head. */
final class HeadFields {
    private static final byte[] HTTP_1_1 = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] JSON = Ascii.bytes("content-type: application/json\r\n");
    private static final byte[] LENGTH = Ascii.bytes("content-length: ");
    private static final byte[] CHUNKED = Ascii.bytes("transfer-encoding: chunked\r\n");
    private static final byte[] REQUEST_ID = Ascii.bytes("x-request-id: ");
    private static final byte[] POD = Ascii.bytes("x-berth-pod: ");
    private static final byte[] CLOSE = Ascii.bytes("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("connection: keep-alive\r\n");
    private static final byte[] ALLOW = Ascii.bytes("allow: GET, POST\r\n");
    private static final byte[] RETRY_AFTER = Ascii.bytes("retry-after: ");
    private static final byte[] BEARER = Ascii.bytes("www-authenticate: Bearer\r\n");

    private final ByteBuf out;

    HeadFields(ByteBuf out) {
        this.out = out;
    }

    void status(int status) {
        out.writeBytes(HTTP_1_1);
        Ascii.write(out, HttpResponseStatus.valueOf(status).toString());
        end();
    }

    void json() {
        out.writeBytes(JSON);
    }

    /** @param length of the body; -1 if it is not known */
    void framing(long length, boolean chunks) {
        if (length >= 0) {
            out.writeBytes(LENGTH);
            Ascii.write(out, length);
            end();
        } else if (chunks) {
            out.writeBytes(CHUNKED);
        }
    }

    /** @param line a whole one with its end */
    void date(byte[] line) {
        out.writeBytes(line);
    }

    void requestId(String id) {
        out.writeBytes(REQUEST_ID);
        Ascii.write(out, id);
        end();
    }

    void labels(AnswerWriter.Labels labels) {
        requestId(labels.requestId());
        out.writeBytes(POD);
        Ascii.write(out, labels.pod());
        end();
    }

    void ofError(ApiError error) {
        if (error.retryAfterSeconds() > 0) {
            out.writeBytes(RETRY_AFTER);
            Ascii.write(out, error.retryAfterSeconds());
            end();
        }
        if (error.status() == 405) {
            out.writeBytes(ALLOW);
        }
        if (error.status() == 401) {
            out.writeBytes(BEARER);
        }
    }

    void connection(boolean keepAlive, boolean http10) {
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (http10) {
            out.writeBytes(KEEP_ALIVE);
        }
    }

    void end() {
        out.writeByte('\r').writeByte('\n');
    }
}
