package dev.berth.domain.slo;

/** How a request that was offered to Berth ended. Each ends exactly once. */
public enum Outcome {
    /** The whole answer was carried to the client. */
    COMPLETED,
    /** Turned away before any pod had it: no ready pod in time, over a limit, or shutting down. */
    REJECTED,
    /** A pod had it and the answer broke, or was an error of the pod's (5xx). */
    FAILED,
    /** Given up by Berth after a deadline. */
    TIMED_OUT,
    /** The client left. Not held against the service, and not counted in attainment. */
    CLIENT_ABORT,
    /** The client's own mistake (4xx: unknown model, bad body). Not counted in attainment. */
    CLIENT_ERROR
}
