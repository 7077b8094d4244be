package dev.berth.simulator.trace;

/**
 * A hot set that shifts: every so often some adapters swap places in popularity with a random other one, and then a cold one
 * becomes the hottest while those above it move down by one.
 *
 * @param everySeconds between shifts; the first is after this time
 * @param swapShare share of the adapters that swap, at least one does
 * @param coldRank the riser comes from below this rank; if all adapters are above it, from the colder half
 */
public record Drift(double everySeconds, double swapShare, int coldRank) {
    public Drift {
        if (!(everySeconds > 0) || !(swapShare >= 0 && swapShare <= 1) || coldRank < 0) {
            throw new IllegalArgumentException("a drift has everySeconds > 0, swapShare 0 to 1 and coldRank >= 0, not "
                    + everySeconds + ", " + swapShare + ", " + coldRank);
        }
    }
}
