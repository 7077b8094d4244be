package dev.berth.evaluation.outcome;

/**
 * One model that clients asked for.
 *
 * @param adapter false for a base model
 * @param rank of the adapter; 0 for a base model
 * @param meanTtftSeconds of its completed requests; 0 if none
 * @param loads of it on any pod
 * @param pods that held it at the end
 * @param gpuShare of all work done by pods (request shares x time), 0 to 1
 */
public record ModelRow(
        String model,
        boolean adapter,
        String sloClass,
        String tenant,
        int rank,
        long offered,
        long met,
        double meanTtftSeconds,
        int loads,
        int pods,
        double gpuShare) {
    public double attainment() {
        return offered == 0 ? 1 : (double) met / offered;
    }
}
