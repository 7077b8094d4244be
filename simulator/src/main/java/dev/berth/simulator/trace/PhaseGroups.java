package dev.berth.simulator.trace;

/**
 * Adapters whose users live in different parts of the world: the share of group g swells and shrinks as
 * {@code 1 + amplitude * sin(2 pi (t / period + g / groups))}.
 *
 * @param groups adapters are dealt out to them in turn
 * @param periodSeconds of the wave
 * @param amplitude 0 (none) to 1
 */
public record PhaseGroups(int groups, double periodSeconds, double amplitude) {
    public PhaseGroups {
        if (groups < 1 || !(periodSeconds > 0) || !(amplitude >= 0 && amplitude <= 1)) {
            throw new IllegalArgumentException(
                    "phase groups have groups >= 1, periodSeconds > 0 and amplitude 0 to 1, not " + groups + ", "
                            + periodSeconds + ", " + amplitude);
        }
    }

    double weight(int adapter, double seconds) {
        double turn = seconds / periodSeconds + (double) (adapter % groups) / groups;
        return 1 + amplitude * Math.sin(2 * Math.PI * turn);
    }
}
