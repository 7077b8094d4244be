package dev.berth.domain;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The order of a document among all that its writer, and every writer before it, has published.
 *
 * <p>{@code epoch} is the fencing term of the writer's lease (without a lease: the writer's start in Unix milliseconds),
 * {@code counter} counts within the epoch. Comparison is lexicographic, so a new writer always wins over a deposed one,
 * whatever that one's counter. Both stay below 2^53: the store compares them in Lua, whose numbers are doubles.
 */
public record Version(long epoch, long counter) implements Comparable<Version> {
    /** Older than every document. */
    public static final Version NONE = new Version(0, 0);

    public Version {
        if (epoch < 0 || counter < 0 || epoch >= 1L << 53 || counter >= 1L << 53) {
            throw new IllegalArgumentException("a version's parts lie in [0, 2^53): " + epoch + ", " + counter);
        }
    }

    /** The first version of a writer's term. */
    public static Version firstOf(long epoch) {
        return new Version(epoch, 1);
    }

    public Version next() {
        return new Version(epoch, counter + 1);
    }

    @JsonIgnore
    public boolean isNewerThan(Version other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Version other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(counter, other.counter);
    }

    /** {@code epoch:counter}, the form that the store and logs use. */
    @Override
    public String toString() {
        return epoch + ":" + counter;
    }

    /** The reverse of {@link #toString()}. */
    public static Version fromString(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a version is written epoch:counter, not '" + text + "'");
        }
        try {
            return new Version(Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a version is written epoch:counter, not '" + text + "'", e);
        }
    }
}
