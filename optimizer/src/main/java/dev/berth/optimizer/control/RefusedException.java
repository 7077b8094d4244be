package dev.berth.optimizer.control;

/** An order or a question that makes no sense as things are. The message is one sentence that says why. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
