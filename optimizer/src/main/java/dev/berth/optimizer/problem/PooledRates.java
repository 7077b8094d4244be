package dev.berth.optimizer.problem;

import dev.berth.domain.demand.AdapterDemand;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Rates to plan for where a forecast's upper value u is known beside its mean f. Models of a base model share its pods, and
 * not all of them exceed their forecasts at once: if the errors are independent, the sum of all exceeds
 *
 * <pre>
 *   sum f + sqrt(sum d^2)          d = u - f
 * </pre>
 *
 * with the same probability as each exceeds its own u. What that is beyond the means is shared out by variance, so a model
 * alone gets its u, and each of many next to nothing:
 *
 * <pre>
 *   rate = f + share * d^2 / sqrt(sum d^2)
 * </pre>
 */
final class PooledRates {
    private final double share;
    private final Function<String, String> poolOf;
    private final Map<String, Double> squares = new HashMap<>();

    /**
     * @param share of what may come beyond the means, 0 to 1
     * @param poolOf which models share pods
     */
    PooledRates(Collection<AdapterDemand> demand, double share, Function<String, String> poolOf) {
        this.share = share;
        this.poolOf = poolOf;
        demand.forEach(one -> squares.merge(poolOf.apply(one.model()), square(one), Double::sum));
    }

    double of(AdapterDemand demand) {
        double mean = ProblemReader.rate(demand);
        double all = squares.getOrDefault(poolOf.apply(demand.model()), 0.0);
        return all > 0 ? mean + share * square(demand) / Math.sqrt(all) : mean;
    }

    private static double square(AdapterDemand demand) {
        double mean = ProblemReader.rate(demand);
        double upper = demand.forecastUpperPerSecond();
        boolean known = upper > mean && upper < Double.POSITIVE_INFINITY && mean > 0;
        return known ? (upper - mean) * (upper - mean) : 0;
    }
}
