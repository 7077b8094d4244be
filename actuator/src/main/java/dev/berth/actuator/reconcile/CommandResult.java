package dev.berth.actuator.reconcile;

/**
 * How a command ended.
 *
 * @param status HTTP status; 0 if there was no answer. For a scale command: 200 if it ended well
 * @param text the answer's body, or why there was none
 * @param seconds from asking to the end of the answer
 * @param endedAtMillis on the actuator's clock
 */
public record CommandResult(Command command, int status, String text, double seconds, long endedAtMillis) {
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** vLLM answers 400 to a name that it has: our own earlier load, most probably. */
    boolean alreadyLoaded() {
        return status == 400 && text.contains("has already been loaded");
    }

    boolean notFound() {
        return status == 404;
    }
}
