package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes back what rounding shares to quanta has brought beyond targets, without another replica: a quantum goes to another pod
 * of its model, from there a quantum of another model goes on, and so forth until one fits. Each model keeps a quantum
 * wherever it is.
 */
final class Relief {
    /** Chains for each pod, on average: more than rounding ever asks for, and an end where load is really short of room. */
    private static final int MOST_CHAINS = 20;

    private final Occupancy occupancy;
    private final int[][] podsOf;
    private final List<PodSeat> seats;
    private final List<List<ModelLoad>> shared = new ArrayList<>();
    private final int[] cameFrom;
    private final ModelLoad[] cameBy;
    private final int[] queue;

    /** @param podsOf the pods of each model's replicas */
    Relief(Occupancy occupancy, int[][] podsOf) {
        this.occupancy = occupancy;
        this.podsOf = podsOf;
        this.seats = occupancy.problem().seats();
        this.cameFrom = new int[seats.size()];
        this.cameBy = new ModelLoad[seats.size()];
        this.queue = new int[seats.size()];
        seats.forEach(seat -> shared.add(new ArrayList<>()));
        for (ModelLoad model : occupancy.problem().models()) {
            int[] pods = podsOf[model.index()];
            if (pods.length > 1) {
                Arrays.stream(pods).forEach(pod -> shared.get(pod).add(model));
            }
        }
    }

    /** In turns over all pods, for what one gives up may make room for another. */
    void relieve() {
        int left = MOST_CHAINS * seats.size();
        int before = left + 1;
        while (left > 0 && left < before) {
            before = left;
            for (PodSeat seat : seats) {
                while (left > 0 && room(seat.index()) < 0 && chain(seat.index())) {
                    left--;
                }
            }
        }
    }

    private long room(int pod) {
        return seats.get(pod).overloadAbove() - occupancy.load(seats.get(pod));
    }

    /** The chain of fewest pods, by a search in breadth. */
    private boolean chain(int first) {
        Arrays.fill(cameBy, null);
        int reached = 0;
        queue[reached++] = first;
        for (int next = 0; next < reached; next++) {
            int pod = queue[next];
            long comes = pod == first ? 0 : cameBy[pod].quantumLoad(seats.get(pod));
            for (ModelLoad model : shared.get(pod)) {
                boolean helps = pod == first || comes - model.quantumLoad(seats.get(pod)) <= room(pod);
                if (!helps || occupancy.count(model, seats.get(pod)) < 2) {
                    continue;
                }
                for (int other : podsOf[model.index()]) {
                    boolean known = cameBy[other] != null;
                    boolean fits = model.quantumLoad(seats.get(other)) <= room(other);
                    // A pod that one model reached without fitting may fit the next one of the first pod.
                    if (other == first || (known && !(fits && pod == first))) {
                        continue;
                    }
                    cameBy[other] = model;
                    cameFrom[other] = pod;
                    if (fits) {
                        pass(first, other);
                        return true;
                    }
                    queue[reached++] = other;
                }
            }
        }
        return false;
    }

    private void pass(int first, int last) {
        for (int pod = last; pod != first; pod = cameFrom[pod]) {
            occupancy.take(cameBy[pod], seats.get(cameFrom[pod]));
            occupancy.put(cameBy[pod], seats.get(pod));
        }
    }
}
