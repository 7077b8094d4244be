package dev.berth.domain.engine;

import java.util.Comparator;
import java.util.List;

/**
 * An engine as {@code datasets/engines/NAME.json} declares it: coefficients with the source of each.
 *
 * @param name for example {@code a10}
 * @param gpu the GPU's name
 * @param model the model that the coefficients hold for
 * @param pricePerHour relative price of one pod's GPU for an hour
 * @param stepTime see {@link StepTime}
 * @param limits flags of the server
 * @param loadTimes by rank, ascending; ranks between are interpolated, outside clamped
 * @param bytesPerPromptToken mean bytes of request body for one prompt token
 * @param startSeconds time from the start of a pod to its first answer
 * @param sources where each coefficient comes from, one sentence each
 */
public record EngineSpec(
        String name,
        String gpu,
        String model,
        double pricePerHour,
        StepTime stepTime,
        EngineLimits limits,
        List<LoadTime> loadTimes,
        double bytesPerPromptToken,
        double startSeconds,
        List<String> sources) {

    public EngineSpec {
        Coefficient.notNegative("pricePerHour", pricePerHour);
        Coefficient.notNegative("bytesPerPromptToken", bytesPerPromptToken);
        Coefficient.notNegative("startSeconds", startSeconds);
        loadTimes = loadTimes.stream()
                .sorted(Comparator.comparingInt(LoadTime::rank))
                .toList();
        sources = List.copyOf(sources);
        if (loadTimes.isEmpty()) {
            throw new IllegalArgumentException("engine '" + name + "' declares no load times");
        }
    }

    public EngineSpec withLimits(EngineLimits newLimits) {
        return new EngineSpec(
                name,
                gpu,
                model,
                pricePerHour,
                stepTime,
                newLimits,
                loadTimes,
                bytesPerPromptToken,
                startSeconds,
                sources);
    }

    public EngineSpec withStepTime(StepTime newStepTime) {
        return new EngineSpec(
                name,
                gpu,
                model,
                pricePerHour,
                newStepTime,
                limits,
                loadTimes,
                bytesPerPromptToken,
                startSeconds,
                sources);
    }

    /** The load time of a rank: linear between the declared ranks, the nearest one outside them. */
    public LoadTime loadTime(int rank) {
        LoadTime below = loadTimes.get(0);
        for (LoadTime above : loadTimes) {
            if (above.rank() >= rank) {
                return above.rank() == rank || below.rank() == above.rank()
                        ? at(above, rank)
                        : between(below, above, rank);
            }
            below = above;
        }
        return at(below, rank);
    }

    private static LoadTime at(LoadTime known, int rank) {
        return new LoadTime(rank, known.hostToSlotMillis(), known.diskToHostFirstMillis(), known.diskToHostMillis());
    }

    private static LoadTime between(LoadTime below, LoadTime above, int rank) {
        double share = (double) (rank - below.rank()) / (above.rank() - below.rank());
        return new LoadTime(
                rank,
                mix(below.hostToSlotMillis(), above.hostToSlotMillis(), share),
                mix(below.diskToHostFirstMillis(), above.diskToHostFirstMillis(), share),
                mix(below.diskToHostMillis(), above.diskToHostMillis(), share));
    }

    private static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
