package dev.berth.streaming.batch;

/** A batch did not come to its end. The message is one sentence for the user. */
public final class BatchFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BatchFailedException(String sentence, Throwable cause) {
        super(sentence + ": " + rootOf(cause), cause);
    }

    private static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
