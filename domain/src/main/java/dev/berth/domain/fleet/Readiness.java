package dev.berth.domain.fleet;

/** Whether a pod can serve, as observed. */
public enum Readiness {
    /** Answers, but not yet for long enough to be relied upon. */
    STABILISING,
    READY,
    /** Does not answer, or its engine says that it is dead. */
    UNREACHABLE,
    /** Answers, but is being taken away: no new traffic. */
    TERMINATING
}
