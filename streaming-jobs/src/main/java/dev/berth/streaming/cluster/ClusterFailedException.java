package dev.berth.streaming.cluster;

/** Flink could not be started, or took no job. The message is one sentence for the user. */
public final class ClusterFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterFailedException(String what, Throwable cause) {
        super(what + ": " + innermost(cause), cause);
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
