package dev.berth.evaluation.twin;

/**
 * What a client saw of one run, censored as in the real sweep: only requests whose whole answer came within the window
 * count, in every figure. Times in milliseconds, rates per second of the window.
 *
 * @param requests sent within the window
 * @param completed of those, wholly answered within it
 */
public record Figures(
        int requests,
        int completed,
        double requestThroughput,
        double outputTokenThroughput,
        double meanTtft,
        double medianTtft,
        double p99Ttft,
        double meanTpot,
        double medianTpot,
        double p99Tpot,
        double meanItl,
        double medianItl,
        double p99Itl) {

    /** Below this share of answered requests a run is starved; an unloaded one answers 97 to 99 % before the window ends. */
    public static final double STARVED_BELOW = 0.9;

    /** Requests that were not answered pile up: the load is beyond the knee. */
    public boolean starved() {
        return completedShare() < STARVED_BELOW;
    }

    public double completedShare() {
        return requests == 0 ? 1 : (double) completed / requests;
    }
}
