package dev.berth.evaluation.outcome;

/**
 * Attainment over the adapters that had requests, each adapter counting once.
 *
 * @param adapters with at least one offered request
 * @param worst lowest attainment of an adapter
 * @param p5 attainment that 5 % of the adapters stay below
 * @param shareAt99 share of adapters with at least 99 %
 * @param jain Jain's index of the attainments, 1 = all alike
 */
public record Fairness(int adapters, double worst, double p5, double shareAt99, double jain) {}
