package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * dLoRA's proactive placement (Wu et al., OSDI 2024, and its artifact's engine manager): the burst tolerance of an adapter is
 * the KV memory of the engines that hold it over its expected requests, and the placement maximises the least one. Greedily:
 * the adapter whose share of the replicas is most below its share of the demand (those without a replica first) goes to the
 * engine with the fewest adapters on which the least burst tolerance does not fall; a replica costs its engine the memory of
 * its weights. It ends when no engine is left for that adapter, and is filled up to {@code engines + adapters - 1} replicas.
 * Requests are spread evenly over an adapter's engines.
 *
 * <p>Approximate: dLoRA's second half, the migration of running requests with their KV cache, has no counterpart in vLLM; new
 * placements with each window of demand stand in for it. Weights merged into the base model are left out for the same reason.
 * Beyond the rule: expected demand is in pods of load, so that long requests count as such; host memory holds; alike pods
 * change places for the fewest moves ({@link Relabelling}).
 */
final class DloraLikePolicy implements PlacementPolicy {
    /**
     * Share of an engine's KV memory that a replica costs, for each unit of the engine's rank: 1,480 of 310,160 tokens at rank
     * 32, as published for Llama-3.1-8B on an H100 with 64 GB (arXiv 2602.24044).
     */
    private static final double MEMORY_OF_RANK = 1_480.0 / 310_160 / 32;

    @Override
    public String name() {
        return "dlora-like";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        problem.models().stream()
                .map(m -> m.facts().baseModel())
                .distinct()
                .sorted()
                .forEach(base -> new Search(hosting, base).run());
        return new Result(Relabelling.leastMoves(hosting).toPlacement(), 0);
    }

    /** The placement of one base model's adapters. */
    private static final class Search {
        private final Hosting hosting;
        private final List<ModelLoad> adapters;
        private final List<PodSeat> seats;
        private final double[] memory;
        private final double[] tolerance;
        private final double demand;
        private final Set<ModelLoad> hopeless = new HashSet<>();
        private int replicas;

        Search(Hosting hosting, String base) {
            this.hosting = hosting;
            PlacementProblem problem = hosting.problem();
            adapters = Hosting.adapters(problem).stream()
                    .filter(m -> m.facts().baseModel().equals(base))
                    .toList();
            seats = problem.seats().stream()
                    .filter(seat -> seat.baseModel().equals(base))
                    .toList();
            memory = new double[problem.seats().size()];
            tolerance = new double[problem.models().size()];
            demand = adapters.stream().mapToDouble(m -> m.facts().load()).sum();
            seats.forEach(seat -> memory[seat.index()] = 1 - hosting.residents(seat) * weight(seat));
            for (ModelLoad model : adapters) {
                replicas += hosting.replicas(model);
                hosting.hosts(model)
                        .forEach(seat -> tolerance[model.index()] += memory[seat.index()] / expected(model));
            }
        }

        private static double weight(PodSeat seat) {
            return MEMORY_OF_RANK * seat.maxLoraRank();
        }

        private double expected(ModelLoad model) {
            return model.facts().load() / demand;
        }

        void run() {
            double best = leastTolerance();
            while (true) {
                ModelLoad next = mostWanting();
                if (next == null) {
                    break;
                }
                boolean homeless = hosting.replicas(next) == 0;
                double reached = addWhereToleranceHolds(next, best);
                if (Double.isNaN(reached)) {
                    if (!homeless) {
                        break;
                    }
                    hopeless.add(next);
                } else {
                    best = reached;
                }
            }
            fillUp();
        }

        /** An adapter without a replica, else the one with the fewest replicas for its demand; null if there are no adapters. */
        private ModelLoad mostWanting() {
            ModelLoad wanting = null;
            double most = Double.POSITIVE_INFINITY;
            for (ModelLoad model : adapters) {
                if (hopeless.contains(model)) {
                    continue;
                }
                if (hosting.replicas(model) == 0) {
                    return model;
                }
                double excess = (double) hosting.replicas(model) / Math.max(1, replicas) - expected(model);
                if (excess < most) {
                    most = excess;
                    wanting = model;
                }
            }
            return wanting;
        }

        /** The least tolerance with one more replica; NaN, and nothing done, if there is no place where it is not worse. */
        private double addWhereToleranceHolds(ModelLoad model, double best) {
            List<PodSeat> byAdapters = seats.stream()
                    .sorted(Comparator.comparingInt(hosting::residents).thenComparing(PodSeat::index))
                    .filter(seat -> hosting.open(model, seat))
                    .toList();
            for (PodSeat seat : byAdapters) {
                double reached = leastToleranceWith(model, seat);
                if (reached >= best) {
                    add(model, seat);
                    return reached;
                }
            }
            return Double.NaN;
        }

        private double leastToleranceWith(ModelLoad model, PodSeat seat) {
            double least = Double.POSITIVE_INFINITY;
            for (ModelLoad other : adapters) {
                if (hopeless.contains(other)) {
                    continue;
                }
                double with = tolerance[other.index()];
                if (other.equals(model)) {
                    with += (memory[seat.index()] - weight(seat)) / expected(other);
                } else if (hosting.holds(other, seat)) {
                    with -= weight(seat) / expected(other);
                }
                least = Math.min(least, with);
            }
            return least;
        }

        private double leastTolerance() {
            return adapters.stream()
                    .mapToDouble(m -> tolerance[m.index()])
                    .min()
                    .orElse(0);
        }

        private void add(ModelLoad model, PodSeat seat) {
            for (ModelLoad other : adapters) {
                if (hosting.holds(other, seat)) {
                    tolerance[other.index()] -= weight(seat) / expected(other);
                }
            }
            memory[seat.index()] -= weight(seat);
            tolerance[model.index()] += memory[seat.index()] / expected(model);
            hosting.hold(model, seat);
            replicas++;
        }

        /** Adapters and engines in turn, until any load can be balanced by moving requests alone. */
        private void fillUp() {
            int least = seats.size() + adapters.size() - 1;
            List<ModelLoad> turn = new ArrayList<>(adapters);
            int engine = 0;
            int barren = 0;
            while (replicas < least && !turn.isEmpty() && barren < seats.size()) {
                PodSeat seat = seats.get(engine);
                engine = (engine + 1) % seats.size();
                ModelLoad model = turn.stream()
                        .filter(m -> hosting.open(m, seat))
                        .findFirst()
                        .orElse(null);
                if (model == null) {
                    barren++;
                    continue;
                }
                barren = 0;
                add(model, seat);
                turn.remove(model);
                turn.add(model);
            }
            for (ModelLoad model : adapters) {
                while (hosting.replicas(model) < hosting.leastReplicas(model)) {
                    PodSeat emptiest = Hosting.least(hosting.open(model), hosting::residents);
                    if (emptiest == null) {
                        break;
                    }
                    add(model, emptiest);
                }
            }
        }
    }
}
