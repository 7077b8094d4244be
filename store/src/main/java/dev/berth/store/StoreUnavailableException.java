package dev.berth.store;

/** The store can't be reached, or did not answer in time. Callers go on with what they last knew. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
