package dev.berth.router.http.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header fields that mean something to the router, and where each may go. Every other field is end-to-end and goes both
 * ways. A field that the router sets by itself is never copied; of one that may stand only once, the first counts.
 */
public enum HeaderKind {
    OTHER("", Way.BOTH),
    /** Named by {@code Connection}, or repeated though it may stand only once. */
    DROPPED("", Way.NEITHER),
    CONNECTION("connection", Way.NEITHER),
    KEEP_ALIVE("keep-alive", Way.NEITHER),
    PROXY_CONNECTION("proxy-connection", Way.NEITHER),
    PROXY_AUTHENTICATE("proxy-authenticate", Way.NEITHER),
    PROXY_AUTHORIZATION("proxy-authorization", Way.NEITHER),
    TE("te", Way.NEITHER),
    TRAILER("trailer", Way.NEITHER),
    UPGRADE("upgrade", Way.NEITHER),
    HTTP2_SETTINGS("http2-settings", Way.NEITHER),
    TRANSFER_ENCODING("transfer-encoding", Way.NEITHER),
    CONTENT_LENGTH("content-length", Way.NEITHER),
    HOST("host", Way.NEITHER),
    EXPECT("expect", Way.NEITHER),
    /** No compression is asked for: the token usage is read at an answer's end. */
    ACCEPT_ENCODING("accept-encoding", Way.NEITHER),
    /** A client's key is for the router, the pods' for pods. */
    AUTHORIZATION("authorization", Way.NEITHER),
    API_KEY("api-key", Way.NEITHER),
    POLICY("routing-strategy", Way.NEITHER),
    REQUEST_ID("x-request-id", Way.NEITHER),
    POD("x-berth-pod", Way.NEITHER),
    LOAD_FORMAT("endpoint-load-metrics-format", Way.NEITHER),
    LOAD("endpoint-load-metrics", Way.NEITHER),
    TENANT("user", Way.NEITHER),
    CONTENT_TYPE("content-type", Way.ONCE),
    CONTENT_ENCODING("content-encoding", Way.ONCE),
    TRACEPARENT("traceparent", Way.ONCE),
    USER_AGENT("user-agent", Way.ONCE),
    DATE("date", Way.ONCE),
    SERVER("server", Way.ONCE);

    private enum Way {
        BOTH,
        ONCE,
        NEITHER
    }

    private static final int LONGEST = 32;
    private static final HeaderKind[][] BY_LENGTH = byLength();

    private final byte[] text;
    private final Way way;

    HeaderKind(String name, Way way) {
        this.text = name.getBytes(StandardCharsets.US_ASCII);
        this.way = way;
    }

    /** Whether it goes on as it came. */
    public boolean isCopied() {
        return way != Way.NEITHER;
    }

    public boolean standsOnce() {
        return way == Way.ONCE;
    }

    /** The kind of a field's name, whose bytes are those of a token. */
    public static HeaderKind of(byte[] bytes, int from, int length) {
        if (length >= LONGEST) {
            return OTHER;
        }
        for (HeaderKind kind : BY_LENGTH[length]) {
            if (equal(kind.text, bytes, from)) {
                return kind;
            }
        }
        return OTHER;
    }

    /** Ignoring case; of a token's characters only letters have a lower form. */
    private static boolean equal(byte[] lower, byte[] bytes, int from) {
        for (int i = lower.length - 1; i >= 0; i--) {
            if ((bytes[from + i] | 0x20) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static HeaderKind[][] byLength() {
        HeaderKind[][] table = new HeaderKind[LONGEST][];
        for (int length = 0; length < LONGEST; length++) {
            List<HeaderKind> kinds = new ArrayList<>();
            for (HeaderKind kind : values()) {
                if (kind.text.length == length && length > 0) {
                    kinds.add(kind);
                }
            }
            table[length] = kinds.toArray(HeaderKind[]::new);
        }
        return table;
    }
}
