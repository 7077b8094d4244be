package dev.berth.router.pick;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Fewest requests in flight; equals draw lots, so that several routers do not all run to the same pod. */
final class LeastRequestPolicy implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        return Pick.of(least(candidates, candidate -> true, random), PickReason.LEAST_REQUEST);
    }

    /** The order that draws no lots: fewer requests, then the lower name. */
    static boolean precedes(Candidate one, Candidate other) {
        int byRequests = Integer.compare(one.live().podInFlight(), other.live().podInFlight());
        return byRequests != 0
                ? byRequests < 0
                : one.pod().id().pod().compareTo(other.pod().id().pod()) < 0;
    }

    static int least(List<? extends Candidate> candidates, RandomGenerator random) {
        return least(candidates, candidate -> true, random);
    }

    /** The index of the least loaded member of a group; -1 if the group is empty. */
    static int least(List<? extends Candidate> candidates, Predicate<Candidate> group, RandomGenerator random) {
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        int equals = 0;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            if (!group.test(candidate)) {
                continue;
            }
            int inFlight = candidate.live().podInFlight();
            if (inFlight < fewest) {
                best = i;
                fewest = inFlight;
                equals = 1;
            } else if (inFlight == fewest && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return best;
    }
}
