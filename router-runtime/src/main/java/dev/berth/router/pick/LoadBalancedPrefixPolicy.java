package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Cached prefix against load, in one sum, greatest first:
 *
 * <pre>
 *   score = matched / prompt tokens - beta * (requests - mean requests) / max(1, mean requests)          beta = 1
 * </pre>
 *
 * So a whole prompt in cache is worth as much as being twice as loaded as the mean. The rule is that of production-stack's
 * load-aware routing (pull request 1035, which follows the closed 884). Equal pods: fewer requests, then the lower name.
 */
final class LoadBalancedPrefixPolicy implements Policy {
    private static final double BETA = 1;

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
        double mean = (double) inAll / candidates.size();
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            LiveLoad live = candidate.live();
            double score = matched(request, live) - BETA * (live.podInFlight() - mean) / Math.max(1, mean);
            if (score > highest || (score == highest && LeastRequestPolicy.precedes(candidate, candidates.get(best)))) {
                best = i;
                highest = score;
            }
        }
        return Pick.of(best, PickReason.BALANCED);
    }

    private static double matched(RequestFacts request, LiveLoad live) {
        long tokens = request.prefix().tokens(live.cachedBlocks(request.prefix()));
        return Math.min(1, (double) tokens / Math.max(1, request.promptTokens()));
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
