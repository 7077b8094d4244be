package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, SODA 2018, arXiv 1608.01350), which KubeAI uses
 * for adapters with the same factor of 1.25: pods are points on a ring, an adapter's requests go to the first pod clockwise
 * from its own point, and as soon as a pod has 1.25 times the mean load the requests go on to the next. Here the rule is
 * applied to a whole window of demand at once: an adapter takes what its pod has left below the bound, then the next pod's.
 *
 * <p>Beyond the rule: the heaviest adapters are dealt first, so that those keep to one pod that can; what is less than a
 * twentieth of an adapter's demand is no reason for a replica of its own; a pod whose host memory is full is passed over.
 */
final class BoundedHashPolicy implements PlacementPolicy {
    private static final double FACTOR = 1.25;
    private static final double LEAST_PART = 0.05;
    private static final int POINTS_OF_POD = 256;

    private final ToLongFunction<String> hash;
    private final int pointsOfPod;

    BoundedHashPolicy() {
        this(NameHash::of, POINTS_OF_POD);
    }

    /**
     * @param hash of an adapter's name, and of a pod's with {@code #} and the number of its point
     */
    BoundedHashPolicy(ToLongFunction<String> hash, int pointsOfPod) {
        this.hash = hash;
        this.pointsOfPod = pointsOfPod;
    }

    @Override
    public String name() {
        return "bounded-hash";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    private record Point(long at, PodSeat seat) {}

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        List<Point> ring = ring(problem.seats());
        for (ModelLoad model : Hosting.heaviestFirst(problem)) {
            deal(model, clockwise(ring, hash.applyAsLong(model.model())), bound(model, problem), hosting);
        }
        return new Result(hosting.toPlacement(), 0);
    }

    private List<Point> ring(List<PodSeat> seats) {
        List<Point> ring = new ArrayList<>();
        for (PodSeat seat : seats) {
            for (int i = 0; i < pointsOfPod; i++) {
                ring.add(new Point(hash.applyAsLong(seat.name() + "#" + i), seat));
            }
        }
        ring.sort(Comparator.comparing(Point::at, Long::compareUnsigned)
                .thenComparing(p -> p.seat().index()));
        return ring;
    }

    /** The pods in the order in which their first point follows. */
    private static Set<PodSeat> clockwise(List<Point> ring, long from) {
        int start = 0;
        while (start < ring.size() && Long.compareUnsigned(ring.get(start).at(), from) < 0) {
            start++;
        }
        Set<PodSeat> seats = new LinkedHashSet<>();
        for (int i = 0; i < ring.size(); i++) {
            seats.add(ring.get((start + i) % ring.size()).seat());
        }
        return seats;
    }

    /** 1.25 times the mean load of the pods of the model's base model. */
    private static double bound(ModelLoad model, PlacementProblem problem) {
        String base = model.facts().baseModel();
        double load = problem.models().stream()
                .filter(m -> m.facts().baseModel().equals(base))
                .mapToDouble(m -> Units.pods(m.facts().load()))
                .sum();
        long pods = problem.seats().stream()
                .filter(seat -> seat.baseModel().equals(base))
                .count();
        return FACTOR * load / Math.max(1, pods);
    }

    private static void deal(ModelLoad model, Set<PodSeat> clockwise, double bound, Hosting hosting) {
        double left = 1;
        for (PodSeat seat : clockwise) {
            double room = (bound - hosting.load(seat)) / Units.pods(model.load(seat));
            double part = Math.min(left, room);
            boolean worthIt = part >= LEAST_PART || (part > 0 && part == left);
            if (worthIt && hosting.canServe(model, seat)) {
                hosting.serve(model, seat, part);
                left -= part;
            }
            if (left <= 0) {
                break;
            }
        }
        for (PodSeat seat : clockwise) {
            if (hosting.replicas(model) < hosting.leastReplicas(model) && hosting.open(model, seat)) {
                hosting.hold(model, seat);
            }
        }
    }
}
