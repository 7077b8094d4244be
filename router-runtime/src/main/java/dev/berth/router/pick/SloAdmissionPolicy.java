package dev.berth.router.pick;

import dev.berth.domain.profile.LatencyProfile;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Admission by capacity: a pod takes a request only if its load, the sum of {@code 1/(tput * e2e)} over its requests, stays
 * at or below 1 with it; if none does, the request waits in the router.
 *
 * <pre>
 *   LEAST_LOAD  slo, slo-least-load-pulling   of the pods with room, the least full afterwards
 *   PACK_LOAD   slo-pack-load                 of the pods with room, the fullest afterwards: others may drain
 * </pre>
 *
 * The rules are those of AIBrix's SLO routers (pull request 1192). What differs: loads are of all models of a pod, a pod's
 * own deployment has the profile, so adapters have one too; the wait is bounded by the waiting room, and whoever waits is
 * asked again when any request ends. A length that a deployment can't serve within the SLO does not wait for room, for then
 * it would wait for an idle pod, for ever: if that is so everywhere, it goes where it hurts least.
 *
 * <p>Equal pods: fewer requests, then the lower name. Without a profile for each candidate, fewest requests.
 */
final class SloAdmissionPolicy implements Policy {
    static final SloAdmissionPolicy LEAST_LOAD = new SloAdmissionPolicy(1);
    static final SloAdmissionPolicy PACK_LOAD = new SloAdmissionPolicy(-1);

    private static final double CAPACITY = 1 + 1e-9;
    private static final Policy BEYOND = new SloLeastLoadPolicy();

    /** 1: low load is good; -1: high load is. */
    private final int direction;

    private SloAdmissionPolicy(int direction) {
        this.direction = direction;
    }

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
            servable |= share <= 1;
            double after = candidate.live().podLoad() + share;
            double rank = direction * after;
            if (after > CAPACITY || rank > least) {
                continue;
            }
            if (rank < least || LeastRequestPolicy.precedes(candidate, candidates.get(best))) {
                best = i;
                least = rank;
            }
        }
        if (best >= 0) {
            return Pick.of(best, direction > 0 ? PickReason.LEAST_LOAD : PickReason.PACKED);
        }
        return servable ? Pick.WAIT : BEYOND.pick(request, candidates, profiles, random);
    }
}
