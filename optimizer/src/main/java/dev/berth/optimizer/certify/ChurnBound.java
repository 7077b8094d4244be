package dev.berth.optimizer.certify;

import dev.berth.optimizer.planning.Bottleneck;
import dev.berth.optimizer.planning.ReplicaFlow;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Loads that no placement can do without, in closed form but for one maximum flow. It speaks of placements that serve as much
 * and are overloaded as little, by model or pod, as the one it is held against.
 *
 * <ul>
 *   <li>Each model: what the pods that hold it can't take of its demand needs {@code ceil(rest / most that one pod takes)}
 *       loads, and its least replicas need as many as it does not hold.
 *   <li>Each {@link Bottleneck}: what its pairs in force can't take together, however it is shared over them, must go through
 *       loads of its own models, and no load carries more than a pod takes, all loads of a model no more than its demand.
 * </ul>
 *
 * @param loads that are needed
 * @param objective least {@link ChurnObjective}: these loads, and of each pair in force either its rank waste or its unload
 */
public record ChurnBound(long loads, double objective) {
    public static ChurnBound of(Occupancy placement) {
        return of(placement, placement.problem());
    }

    /** @param asked the problem that was posed; the placement may be of one with its demand cut otherwise */
    public static ChurnBound of(Occupancy placement, PlacementProblem asked) {
        return new Reckoning(placement, asked).bound();
    }

    private static final class Reckoning {
        private final Occupancy placement;
        private final PlacementProblem problem;
        private final PlacementProblem asked;
        private final long excess;

        Reckoning(Occupancy placement, PlacementProblem asked) {
            this.asked = asked;
            this.placement = placement;
            this.problem = placement.problem();
            this.excess = problem.seats().stream()
                    .mapToLong(s -> Math.max(0, placement.load(s) - s.overloadAbove()))
                    .sum();
        }

        ChurnBound bound() {
            long loads = 0;
            double objective = 0;
            List<Carried> carried = new ArrayList<>();
            for (ModelLoad model : problem.models()) {
                if (!model.adapter() || placement.unserved(model) > 0) {
                    carried.add(Carried.NOTHING);
                    continue;
                }
                long needed = neededLoads(model);
                loads += needed;
                objective += kept(model) + needed * (ChurnObjective.LOAD + leastDoublings(model));
                carried.add(carried(model, needed));
            }
            long more = 0;
            for (Bottleneck bottleneck : Bottleneck.of(inForce())) {
                more += moreLoads(bottleneck.models().stream().map(carried::get).toList(), bottleneck.deficit());
            }
            return new ChurnBound(loads + more, objective + more * ChurnObjective.LOAD);
        }

        /**
         * What loads of a model carry at most.
         *
         * @param byNeeded all those that it needs in any case
         * @param further each of those that may follow, the most first
         */
        private record Carried(long byNeeded, List<Long> further) {
            static final Carried NOTHING = new Carried(0, List.of());
        }

        private Carried carried(ModelLoad model, long needed) {
            List<Long> further = new ArrayList<>();
            long byNeeded = 0;
            long most = mostOnOnePod(model);
            long left = model.facts().load();
            for (long n = 0; left > 0 && n < problem.seats().size(); n++) {
                long part = Math.min(most, left);
                left -= part;
                if (n < needed) {
                    byNeeded += part;
                } else {
                    further.add(part);
                }
            }
            return new Carried(byNeeded, further);
        }

        private static long moreLoads(List<Carried> models, long deficit) {
            List<Long> further = models.stream()
                    .flatMap(carried -> carried.further().stream())
                    .sorted(Comparator.reverseOrder())
                    .toList();
            long left = deficit - models.stream().mapToLong(Carried::byNeeded).sum();
            int more = 0;
            while (left > 0 && more < further.size()) {
                left -= further.get(more++);
            }
            return more;
        }

        /** What a pod takes of the model where it takes most, in the unit of demand: the load where it is heaviest. */
        private long mostOnOnePod(ModelLoad model) {
            long most = 1;
            for (PodSeat seat : problem.seats()) {
                if (model.allowed(seat)) {
                    most = Math.max(most, inDemand(model, seat, seat.overloadAbove() + excess));
                }
            }
            return most;
        }

        private static long inDemand(ModelLoad model, PodSeat seat, long load) {
            return (long) Math.ceil((double) load * model.facts().load() / Math.max(1, quantised(model, seat)));
        }

        /** What all quanta weigh there: rounding makes them weigh a little more or less than the demand. */
        private static long quantised(ModelLoad model, PodSeat seat) {
            return model.quanta() * model.quantumLoad(seat);
        }

        private long neededLoads(ModelLoad model) {
            long held = 0;
            long rest = model.facts().load();
            for (PodSeat seat : problem.seats()) {
                if (model.allowed(seat) && model.serving(seat)) {
                    held++;
                    rest -= inDemand(model, seat, seat.overloadAbove() + excess);
                }
            }
            long most = mostOnOnePod(model);
            long byDemand = rest <= 0 ? 0 : (rest + most - 1) / most;
            long least = Math.min(model.facts().minReplicas(), placement.replicas(model));
            return Math.max(byDemand, least - held);
        }

        /** Each pair that serves is given up, or kept and its rank wasted; no more are kept than there are quanta. */
        private double kept(ModelLoad model) {
            double sum = 0;
            List<Double> saved = new ArrayList<>();
            for (PodSeat seat : problem.seats()) {
                if (model.serving(seat)) {
                    sum += ChurnObjective.UNLOAD;
                    double keep = ChurnObjective.DOUBLING * ChurnObjective.doublings(model, seat);
                    if (model.allowed(seat) && keep < ChurnObjective.UNLOAD) {
                        saved.add(ChurnObjective.UNLOAD - keep);
                    }
                }
            }
            saved.sort(Comparator.reverseOrder());
            int most = asked.models().get(model.index()).quanta();
            for (int i = 0; i < Math.min(most, saved.size()); i++) {
                sum -= saved.get(i);
            }
            return sum;
        }

        private double leastDoublings(ModelLoad model) {
            return ChurnObjective.DOUBLING
                    * problem.seats().stream()
                            .filter(model::allowed)
                            .mapToLong(s -> ChurnObjective.doublings(model, s))
                            .min()
                            .orElse(0);
        }

        /** Demand and the pairs in force; base models are everywhere, and only take room. */
        private ReplicaFlow inForce() {
            long[] demand = new long[problem.models().size()];
            long[] room = new long[problem.seats().size()];
            for (ModelLoad model : problem.models()) {
                boolean counts = model.adapter() && placement.unserved(model) == 0;
                demand[model.index()] = counts ? model.facts().load() : 0;
            }
            for (PodSeat seat : problem.seats()) {
                for (ModelLoad model : problem.models()) {
                    if (model.adapter() && model.allowed(seat)) {
                        room[seat.index()] =
                                Math.max(room[seat.index()], inDemand(model, seat, seat.overloadAbove() + excess));
                    }
                }
            }
            ReplicaFlow flow = new ReplicaFlow(demand, room);
            for (ModelLoad model : problem.models()) {
                for (PodSeat seat : problem.seats()) {
                    if (demand[model.index()] > 0 && model.allowed(seat) && model.serving(seat)) {
                        flow.add(model.index(), seat.index());
                    }
                }
            }
            return flow;
        }
    }
}
