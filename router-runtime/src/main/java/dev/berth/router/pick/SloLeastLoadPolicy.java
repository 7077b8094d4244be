package dev.berth.router.pick;

import dev.berth.domain.profile.LatencyProfile;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The pod that is least full after taking the request: argmin of {@code load + 1/(tput * e2e)}.
 *
 * <p>By Little's law {@code tput * e2e} requests of a length saturate a pod, so each holds the inverse of that; the load of
 * a pod is the sum over its requests in flight, each at its own predicted length. A length that a deployment can't serve
 * within the SLO counts as a whole pod: the request is sent all the same, to where it hurts least.
 *
 * <p>Equal pods: fewer requests in flight, then the lower name. Without a profile for each candidate the sums can't be
 * compared, and fewest requests decides.
 */
final class SloLeastLoadPolicy implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        boolean servable = false;
        LatencyProfile profile = null;
        double share = 0;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            String deployment = candidate.pod().deployment();
            if (profile == null || !profile.deployment().equals(deployment)) {
                profile = profiles.of(deployment);
                if (profile == null) {
                    return Pick.of(LeastRequestPolicy.least(candidates, random), PickReason.NO_PROFILE);
                }
                share = profile.loadOfOne(request.outputTokens(), request.promptTokens());
            }
            servable |= share < Double.POSITIVE_INFINITY;
            double after = candidate.live().podLoad() + RequestShare.bounded(share);
            if (best < 0
                    || after < least
                    || (after == least && LeastRequestPolicy.precedes(candidate, candidates.get(best)))) {
                best = i;
                least = after;
            }
        }
        return Pick.of(best, servable ? PickReason.LEAST_LOAD : PickReason.BEYOND_SLO);
    }
}
