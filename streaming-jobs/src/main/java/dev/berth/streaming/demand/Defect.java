package dev.berth.streaming.demand;

/** Why a record is given up. */
public enum Defect {
    /** Not JSON, or of a type that nobody knows. */
    UNREADABLE,
    /** Of a newer or older form than this build reads. */
    UNKNOWN_FORM,
    /** Lacks what makes it usable, or holds what can't be. */
    UNUSABLE,
    /** From too far in the future: a clock is wrong. */
    FUTURE,
    /** From before every window that is still told of. */
    LATE
}
