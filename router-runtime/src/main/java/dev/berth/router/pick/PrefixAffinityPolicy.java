package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The pod that has the most of the prompt's prefix in its cache, unless it is crowded: a pod with more than 1.25 times the
 * mean number of requests, and one, is passed over for the next best. Equal prefixes: fewer requests, then the lower name.
 * A prompt that nobody knows goes to the pod with the fewest requests.
 *
 * <p>The bound is that of consistent hashing with bounded loads (Mirrokni, Thorup, Zadimoghaddam 2018): without one, the pod
 * of a popular prefix draws all of its traffic, as production-stack's {@code prefixaware} does.
 */
final class PrefixAffinityPolicy implements Policy {
    static final double CROWDED = 1.25;

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        long inAll = 0;
        for (int i = 0; i < candidates.size(); i++) {
            inAll += candidates.get(i).live().podInFlight();
        }
        double most = CROWDED * inAll / candidates.size() + 1;
        int best = -1;
        int longest = 0;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            int cached = candidate.live().cachedBlocks(request.prefix());
            if (cached == 0 || cached < longest || candidate.live().podInFlight() > most) {
                continue;
            }
            if (cached > longest || LeastRequestPolicy.precedes(candidate, candidates.get(best))) {
                best = i;
                longest = cached;
            }
        }
        return best >= 0
                ? Pick.of(best, PickReason.PREFIX)
                : Pick.of(LeastRequestPolicy.least(candidates, random), PickReason.LEAST_REQUEST);
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
