package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * Agulló et al.'s greedy packing ("Data-Driven Optimization of GPU efficiency for Distributed LLM-Adapter Serving", arXiv
 * 2602.24044): adapters by falling rank, within a rank in zig-zag (the largest rate, the smallest, the second largest, ...),
 * fill one server after the other; a server is closed as soon as the next adapters would starve it or not fit into its
 * slots, which a trained model of a digital twin tells. Its aim is the fewest GPUs.
 *
 * <p>Approximate: the profile's load stands in for their trained model, tested after every adapter and not at 8, 16, 32, ...
 * adapters only, and slots hold as many adapters as are expected to be active. In its best form for a fleet of fixed size,
 * which gains nothing by idle pods: servers are closed at the lowest level of load at which all adapters find a place, not at
 * the edge of starvation. An adapter that is more than a pod can serve, which the paper leaves out, is cut into equal parts
 * first. The paper packs once for a workload: here it packs anew when the plan in force would starve a pod, which is to
 * exceed its target load or slots, and alike pods change places for the fewest moves ({@link Relabelling}).
 */
final class AgulloGreedyPolicy implements PlacementPolicy {
    private static final int BISECTIONS = 20;

    @Override
    public String name() {
        return "agullo-greedy";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    private record Part(ModelLoad model, double share) {
        long load() {
            return Math.round(share * model.facts().load());
        }
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting inForce = new Hosting(problem);
        Hosting.adapters(problem).forEach(inForce::goOn);
        return new Result((starves(inForce) ? packed(problem) : inForce).toPlacement(), 0);
    }

    private static boolean starves(Hosting inForce) {
        PlacementProblem problem = inForce.problem();
        return Hosting.adapters(problem).stream()
                        .anyMatch(model -> inForce.replicas(model) < inForce.leastReplicas(model)
                                && !inForce.open(model).isEmpty())
                || problem.seats().stream()
                        .anyMatch(seat -> inForce.load(seat) > Units.pods(seat.overloadAbove())
                                || inForce.slotUse(seat) > seat.slots() * Units.SLOT);
    }

    private static Hosting packed(PlacementProblem problem) {
        double low = 0;
        double high = 2 * problem.terms().maxLoad();
        Packing best = new Packing(problem, high);
        for (int i = 0; i < BISECTIONS && best.complete(); i++) {
            double level = (low + high) / 2;
            Packing packing = new Packing(problem, level);
            if (packing.complete()) {
                best = packing;
                high = level;
            } else {
                low = level;
            }
        }
        return Relabelling.leastMoves(best.withTheRest());
    }

    /** The adapters' parts in the order in which they are packed: rank by rank, in zig-zag. */
    private static List<Part> inOrder(Hosting hosting) {
        TreeMap<Integer, Deque<Part>> byRank = new TreeMap<>(Comparator.reverseOrder());
        List<Part> parts = new ArrayList<>();
        for (ModelLoad model : Hosting.adapters(hosting.problem())) {
            int count = LptPolicy.replicas(model, hosting);
            for (int i = 0; i < count; i++) {
                parts.add(new Part(model, 1.0 / count));
            }
        }
        parts.sort(Comparator.comparingLong((Part p) -> -p.load())
                .thenComparing(p -> p.model().index()));
        parts.forEach(part -> byRank.computeIfAbsent(part.model().facts().rank(), r -> new ArrayDeque<>())
                .add(part));
        List<Part> zigZag = new ArrayList<>();
        for (Deque<Part> ofRank : byRank.values()) {
            boolean largest = true;
            while (!ofRank.isEmpty()) {
                zigZag.add(largest ? ofRank.pollFirst() : ofRank.pollLast());
                largest = !largest;
            }
        }
        return zigZag;
    }

    /** One packing, at one level of load. */
    private static final class Packing {
        private final Hosting hosting;
        private final List<Part> left;

        Packing(PlacementProblem problem, double level) {
            hosting = new Hosting(problem);
            left = new ArrayList<>(inOrder(hosting));
            List<PodSeat> highestRankFirst = problem.seats().stream()
                    .sorted(Comparator.comparingInt((PodSeat s) -> -s.maxLoraRank())
                            .thenComparing(PodSeat::index))
                    .toList();
            highestRankFirst.forEach(seat -> fill(seat, level));
        }

        /** In order until one does not fit; parts that may not be on this pod wait for the next one. */
        private void fill(PodSeat seat, double level) {
            Iterator<Part> parts = left.iterator();
            while (parts.hasNext()) {
                Part part = parts.next();
                ModelLoad model = part.model();
                boolean mayBeHere = model.allowed(seat) && hosting.share(model, seat) == 0;
                if (!mayBeHere) {
                    continue;
                }
                double load = hosting.load(seat) + part.share() * Units.pods(model.load(seat));
                boolean fits =
                        load <= level && hosting.slotsFit(model, seat, part.share()) && hosting.canServe(model, seat);
                if (!fits) {
                    return;
                }
                hosting.serve(model, seat, part.share());
                parts.remove();
            }
        }

        boolean complete() {
            return left.isEmpty();
        }

        /** Where servers have run out, the rest goes to the least loaded that has a place. */
        Hosting withTheRest() {
            for (Part part : left) {
                ModelLoad model = part.model();
                List<PodSeat> could = hosting.allowed(model).stream()
                        .filter(seat -> hosting.canServe(model, seat))
                        .toList();
                PodSeat seat = LptPolicy.leastLoaded(could, model, part.share(), hosting);
                if (seat != null) {
                    hosting.serve(model, seat, part.share());
                }
            }
            return hosting;
        }
    }
}
