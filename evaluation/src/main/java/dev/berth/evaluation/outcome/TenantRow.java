package dev.berth.evaluation.outcome;

/**
 * One tenant's part of the work that pods did.
 *
 * @param gpuShare 0 to 1; the shares of a run sum to 1
 */
public record TenantRow(String tenant, long offered, long met, double gpuShare) {}
