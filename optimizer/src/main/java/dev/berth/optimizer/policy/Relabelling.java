package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pods of one deployment are alike, so it is all one which of them gets which part of a placement made from nothing: the one
 * that holds the most of it by the plan in force. LoRAServe (arXiv 2511.22880) permutes servers so; every rival that places
 * anew each time is given the same, since it would reload the fleet each time otherwise.
 *
 * <p>Parts are matched to pods in the order of what they have in common, largest first.
 */
final class Relabelling {
    /** A pinned pair must not move, so it counts more than any number of others. */
    private static final int PINNED = 1_000_000;

    private Relabelling() {}

    private record Match(PodSeat part, PodSeat pod, long common) {}

    /** The same placement with the pods' parts exchanged among the pods of a deployment. */
    static Hosting leastMoves(Hosting made) {
        PlacementProblem problem = made.problem();
        if (!problem.planned()) {
            return made;
        }
        Map<PodSeat, PodSeat> podOf = matching(made);
        Hosting relabelled = new Hosting(problem);
        for (ModelLoad model : Hosting.adapters(problem)) {
            List<PodSeat> hosts = made.hosts(model).stream()
                    .filter(seat ->
                            made.share(model, seat) > 0 || !model.pair(seat).pinned())
                    .toList();
            for (PodSeat host : hosts) {
                PodSeat pod = relabelled.canServe(model, podOf.get(host)) ? podOf.get(host) : host;
                if (relabelled.canServe(model, pod)) {
                    relabelled.serve(model, pod, made.share(model, host));
                }
            }
        }
        return relabelled;
    }

    private static Map<PodSeat, PodSeat> matching(Hosting made) {
        List<Match> matches = new ArrayList<>();
        List<PodSeat> seats = made.problem().seats();
        for (PodSeat part : seats) {
            for (PodSeat pod : seats) {
                if (part.group() == pod.group()) {
                    matches.add(new Match(part, pod, common(part, pod, made)));
                }
            }
        }
        matches.sort(Comparator.comparingLong((Match m) -> -m.common())
                .thenComparing(m -> !m.part().equals(m.pod()))
                .thenComparing(m -> m.part().index())
                .thenComparing(m -> m.pod().index()));
        Map<PodSeat, PodSeat> podOf = new HashMap<>();
        Set<PodSeat> taken = new HashSet<>();
        for (Match match : matches) {
            if (!podOf.containsKey(match.part()) && taken.add(match.pod())) {
                podOf.put(match.part(), match.pod());
            }
        }
        return podOf;
    }

    private static long common(PodSeat part, PodSeat pod, Hosting made) {
        long common = 0;
        for (ModelLoad model : Hosting.adapters(made.problem())) {
            if (made.holds(model, part)) {
                common += model.pair(pod).pinned() ? PINNED : made.problem().planned(model, pod) ? 1 : 0;
            }
        }
        return common;
    }
}
