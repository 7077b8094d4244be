package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.function.Function;

/**
 * A writer's hold on the one document that it owns: numbers the versions of its term, publishes, and fills an emptied store
 * again without being restarted. Not thread-safe: one writer, one thread.
 */
public final class Publication<D extends Document> {
    private final Blackboard blackboard;
    private final DocumentKey<D> key;
    private Version last;
    private D current;

    /**
     * @param epoch of the writer's lease; its start in Unix milliseconds if it has none
     */
    public Publication(Blackboard blackboard, DocumentKey<D> key, long epoch) {
        this.blackboard = blackboard;
        this.key = key;
        this.last = new Version(epoch, 0);
    }

    /**
     * Makes the next version and writes it. If the store is away the document is kept and {@link #refill()} writes it.
     *
     * @throws DeposedException if a newer writer has taken over
     */
    public D publish(Function<Version, D> make) {
        return publish(last.counter() + 1, make);
    }

    /**
     * The same for a writer that counts on where another one stopped, or counts two documents as one series.
     *
     * @param counter of the version; one that this writer has passed already is not used again
     * @throws DeposedException if a newer writer has taken over
     */
    public D publish(long counter, Function<Version, D> make) {
        last = new Version(last.epoch(), Math.max(counter, last.counter() + 1));
        current = make.apply(last);
        try {
            write();
        } catch (StoreUnavailableException e) {
            return current; // refill() writes it.
        }
        return current;
    }

    /**
     * Writes the current document if the store has lost it, or never got it. Call it once in each cycle.
     *
     * @return whether the store is known to hold it now
     * @throws DeposedException if a newer writer has taken over
     */
    public boolean refill() {
        if (current == null) {
            return false;
        }
        try {
            return isStored() || write();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** Asks for the version alone first: a document may be large, and mostly it is there. */
    private boolean isStored() {
        return current.version().equals(blackboard.versions().get(key.name()));
    }

    private boolean write() {
        if (blackboard.write(key, current) == WriteOutcome.REFUSED_OLDER) {
            throw new DeposedException(key.name(), last);
        }
        return true;
    }

    /** The document last published, null before the first. */
    public D current() {
        return current;
    }
}
