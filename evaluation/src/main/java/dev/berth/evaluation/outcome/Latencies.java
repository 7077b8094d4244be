package dev.berth.evaluation.outcome;

/**
 * Of completed requests, from arrival at the router.
 *
 * @param tpot mean time per output token after the first, by request
 */
public record Latencies(Quantiles ttft, Quantiles tpot, Quantiles e2e) {}
