package dev.berth.evaluation.twin;

/** A real run and what the simulated engine makes of the same point. */
public record Comparison(RealRun real, SimulatedRun simulated) {
    /** Predicted over measured, less one. */
    public double throughputError() {
        return relative(simulated.figures().completed(), real.measured().completed());
    }

    public double tpotError() {
        return relative(simulated.figures().meanTpot(), real.measured().meanTpot());
    }

    public double medianItlError() {
        return relative(simulated.figures().medianItl(), real.measured().medianItl());
    }

    public double medianTtftError() {
        return relative(simulated.figures().medianTtft(), real.measured().medianTtft());
    }

    public double meanTtftError() {
        return relative(simulated.figures().meanTtft(), real.measured().meanTtft());
    }

    private static double relative(double predicted, double measured) {
        return predicted / measured - 1;
    }
}
