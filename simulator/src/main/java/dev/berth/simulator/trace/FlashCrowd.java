package dev.berth.simulator.trace;

/**
 * A crowd that comes for one adapter: its share of all traffic rises in a straight line, stays, and falls as it rose.
 *
 * @param rank popularity rank of the adapter when the crowd begins, from 1
 * @param share of all traffic that the adapter then takes, 0 to 1
 * @param atSeconds when it begins to rise
 * @param forSeconds from there until it begins to fall
 * @param rampSeconds of the rise, and of the fall
 */
public record FlashCrowd(int rank, double share, double atSeconds, double forSeconds, double rampSeconds) {
    public FlashCrowd {
        if (rank < 1 || !(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "a flash crowd has rank >= 1 and a share between 0 and 1, not " + rank + " and " + share);
        }
        if (!(atSeconds >= 0) || !(rampSeconds >= 0) || !(forSeconds >= rampSeconds)) {
            throw new IllegalArgumentException(
                    "a flash crowd has atSeconds >= 0 and forSeconds >= rampSeconds >= 0, not " + atSeconds + ", "
                            + forSeconds + ", " + rampSeconds);
        }
    }

    /** How much of the crowd is there, 0 to 1. */
    double presence(double seconds) {
        double since = seconds - atSeconds;
        double left = atSeconds + forSeconds + rampSeconds - seconds;
        if (since < 0 || left <= 0) {
            return 0;
        }
        return rampSeconds == 0 ? 1 : Math.min(1, Math.min(since, left) / rampSeconds);
    }
}
