package dev.berth.router;

/** A router could not start, most often since a port is in use. The message is one sentence. */
public final class RouterStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RouterStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
