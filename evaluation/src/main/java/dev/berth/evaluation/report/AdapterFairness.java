package dev.berth.evaluation.report;

import dev.berth.simulator.trace.Quantiles;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Attainment adapter by adapter: a high mean over requests can hide cold adapters that starve. Adapters that nobody asked
 * for are left out.
 *
 * @param adapters that were asked for
 * @param worst lowest attainment of an adapter, 0 to 1
 * @param worstAdapter which; empty if no adapter was asked for
 * @param p5 5th percentile of the adapters' attainments
 * @param shareAt99 share of the adapters with 99 % or more
 * @param jain Jain's fairness index of the attainments: 1 if all are equal, 1/n if one has all
 */
public record AdapterFairness(
        int adapters, double worst, String worstAdapter, double p5, double shareAt99, double jain) {
    private static final double GOOD = 0.99;

    static AdapterFairness of(Map<String, Attained> byAdapter) {
        List<Map.Entry<String, Attained>> asked = byAdapter.entrySet().stream()
                .filter(entry -> entry.getValue().counted() > 0)
                .sorted(Comparator.comparingDouble((Map.Entry<String, Attained> entry) ->
                                entry.getValue().share())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        if (asked.isEmpty()) {
            return new AdapterFairness(0, 1, "", 1, 1, 1);
        }
        double[] shares =
                asked.stream().mapToDouble(entry -> entry.getValue().share()).toArray();
        double sum = 0;
        double squares = 0;
        int good = 0;
        for (double share : shares) {
            sum += share;
            squares += share * share;
            good += share >= GOOD ? 1 : 0;
        }
        return new AdapterFairness(
                shares.length,
                shares[0],
                asked.get(0).getKey(),
                Quantiles.ofSorted(shares, 0.05),
                (double) good / shares.length,
                squares == 0 ? 1 : sum * sum / (shares.length * squares));
    }
}
