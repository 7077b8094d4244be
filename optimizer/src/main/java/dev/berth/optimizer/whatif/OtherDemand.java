package dev.berth.optimizer.whatif;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.Attainment;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * More or less is asked of a model; its lengths stay.
 *
 * @param model adapter or base model
 * @param factor whether {@code value} is a factor of what is expected; requests per second otherwise
 */
record OtherDemand(String model, boolean factor, double value) implements Supposition {
    @Override
    public Supposed on(PlanInputs in, PlanningTerms terms, long staleMillis) {
        TreeSet<String> known = new TreeSet<>(in.demand().keySet());
        in.catalog().adapters().stream().map(AdapterSpec::name).forEach(known::add);
        if (!known.contains(model)) {
            throw RefusedException.unknown("adapter", model, known);
        }
        AdapterDemand seen = in.demand().get(model);
        double rate =
                seen == null ? 0 : seen.forecastPerSecond() > 0 ? seen.forecastPerSecond() : seen.arrivalsPerSecond();
        if (factor && rate == 0) {
            throw new RefusedException(
                    "nothing is asked of " + model + ", so there is nothing to multiply; say 'demand=RATE'");
        }
        double wanted = factor ? rate * value : value;
        Map<String, AdapterDemand> demand = new TreeMap<>(in.demand());
        demand.put(model, seen == null ? first(in, wanted) : seen.atRate(wanted, in.demandWindowEndMillis()));
        PlanInputs changed = new PlanInputs(
                in.catalog(),
                in.fleet(),
                in.ledger(),
                in.control(),
                demand,
                in.profiles(),
                in.current(),
                in.nowMillis());
        return new Supposed(changed, String.format(Locale.ROOT, "demand of %s %.2f → %.2f req/s", model, rate, wanted));
    }

    /** Of a model that was never asked for: the planner takes the fleet's lengths. */
    private AdapterDemand first(PlanInputs in, double rate) {
        long end = in.demandWindowEndMillis();
        long window = 60_000;
        return new AdapterDemand(
                new Version(end, 1),
                end,
                model,
                end,
                window,
                Math.round(rate * window / 1000),
                rate,
                rate,
                0,
                List.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                Attainment.EMPTY,
                0,
                1);
    }
}
