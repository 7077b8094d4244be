package dev.berth.optimizer.problem;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.profile.LatencyProfile;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request of a model costs on a deployment, on average over the lengths seen. Few requests end in one window, so a
 * model's own lengths are blended with the whole fleet's, as if {@code priorRequests} of those had been seen as well.
 */
final class LengthMix {
    private final List<LengthCell> pooled;
    private final int priorRequests;
    private final Map<String, Mean> priors = new HashMap<>();

    LengthMix(Collection<AdapterDemand> demand, PlanningTerms terms) {
        Map<Long, LengthCell> sums = new TreeMap<>();
        for (AdapterDemand one : demand) {
            for (LengthCell cell : one.lengths()) {
                long key = (long) cell.outputLog2() << 32 | cell.promptLog2();
                sums.merge(key, cell, (a, b) -> new LengthCell(a.outputLog2(), a.promptLog2(), a.count() + b.count()));
            }
        }
        LengthCell declared = new LengthCell(
                LengthCell.bucket(terms.priorOutputTokens()), LengthCell.bucket(terms.priorPromptTokens()), 1);
        this.pooled = sums.isEmpty() ? List.of(declared) : List.copyOf(sums.values());
        this.priorRequests = terms.priorRequests();
    }

    /**
     * The mean request.
     *
     * @param loadPerRate pods that one request per second takes; infinite if the deployment can serve no length at all
     * @param missedShare share of requests too long to meet the objective anywhere on the deployment
     * @param e2eSeconds mean time in the pod at capacity
     */
    record Mean(double loadPerRate, double missedShare, double e2eSeconds) {
        Mean blend(double mine, Mean other, double theirs) {
            double all = mine + theirs;
            return new Mean(
                    (loadPerRate * mine + other.loadPerRate * theirs) / all,
                    (missedShare * mine + other.missedShare * theirs) / all,
                    (e2eSeconds * mine + other.e2eSeconds * theirs) / all);
        }
    }

    Mean of(AdapterDemand demand, LatencyProfile profile) {
        Mean prior = priors.computeIfAbsent(profile.deployment(), d -> mean(pooled, profile));
        if (demand == null || demand.lengths().isEmpty()) {
            return prior;
        }
        double seen = demand.lengths().stream().mapToLong(LengthCell::count).sum();
        if (seen == 0 || Double.isInfinite(prior.loadPerRate())) {
            return prior;
        }
        return mean(demand.lengths(), profile).blend(seen, prior, priorRequests);
    }

    private static Mean mean(List<LengthCell> cells, LatencyProfile profile) {
        CellLoad cellLoad = new CellLoad(profile);
        double load = 0;
        double missed = 0;
        double seconds = 0;
        double count = 0;
        for (LengthCell cell : cells) {
            double perRate = cellLoad.ofRate(cell.outputTokens(), cell.promptTokens());
            if (Double.isInfinite(perRate)) {
                missed += cell.count();
                perRate = cellLoad.beyondObjective(cell.outputTokens(), cell.promptTokens());
            }
            load += cell.count() * perRate;
            seconds += cell.count() * cellLoad.seconds(cell.outputTokens(), cell.promptTokens());
            count += cell.count();
        }
        return new Mean(load / count, missed / count, seconds / count);
    }
}
