package dev.berth.domain.demand;

/**
 * A load or unload that the actuator made, with how long the engine took.
 *
 * @param rank the adapter's rank
 * @param bytes the adapter's size
 * @param seconds duration of the engine's answer; a load's is the true cold-load time, since vLLM preloads before answering
 * @param reason why it failed; empty if it did not
 */
public record AdapterEvent(
        int v,
        String adapter,
        String engineName,
        String pod,
        String incarnation,
        String deployment,
        Kind kind,
        int rank,
        long bytes,
        double seconds,
        String reason,
        long atMillis) {
    /** The form that this build writes and reads. */
    public static final int FORM = 1;

    /** What happened. */
    public enum Kind {
        LOADED,
        LOAD_FAILED,
        UNLOADED,
        UNLOAD_FAILED
    }
}
