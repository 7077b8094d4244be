package dev.berth.router.http.wire;

/** Bytes that are not HTTP/1.1 as RFC 9112 writes it; nothing that could be read in two ways is read. */
public final class MalformedHttpException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedHttpException(String message) {
        super(message, null, false, false);
    }
}
