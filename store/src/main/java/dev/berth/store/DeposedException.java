package dev.berth.store;

import dev.berth.domain.Version;

/** A newer writer has taken over a document: this one must stop writing. */
public final class DeposedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeposedException(String key, Version mine) {
        super("another writer has published a newer '" + key + "' than " + mine + "; this one must step down");
    }
}
