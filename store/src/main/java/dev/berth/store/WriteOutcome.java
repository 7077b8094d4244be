package dev.berth.store;

/** What became of a write. */
public enum WriteOutcome {
    /** Stored; listeners were told. */
    WRITTEN,
    /** The same version was there; nothing changed. */
    ALREADY_THERE,
    /** A newer version was there: this writer is deposed, or late. */
    REFUSED_OLDER
}
