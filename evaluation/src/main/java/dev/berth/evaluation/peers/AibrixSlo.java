package dev.berth.evaluation.peers;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.Candidate;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * AIBrix's SLO routers as they were published (pull request 1192), with what their code really does:
 *
 * <ul>
 *   <li>A profile belongs to a served name, and nobody writes one for an adapter. So an adapter's request finds none and
 *       falls back to first come, first served and fewest requests, without any SLO.
 *   <li>With one pod on offer the router is passed by.
 *   <li>PULL ({@code slo}): the least load with the request's {@code 1/(tput * e2e)}, of the pods where it is at most 1; if
 *       it is more everywhere the request waits.
 *   <li>PUSH ({@code slo-least-load}): the least load as it is, equals: the last; never waits, never looks at the request.
 *   <li>PACK ({@code slo-pack-load}): as PULL, but the greatest load, equals: the first.
 * </ul>
 *
 * A length with a throughput of 0 is answered with an error there; here it waits until the waiting room ends it, which is
 * the same for the client, later. Waiters are woken by any end here, not only by one of their own model, and loads are of
 * all requests and not only of those with a profile: both are to its advantage. The order "most violated first" is not
 * rebuilt: requests wait in the order of their coming.
 */
final class AibrixSlo implements Policy {
    /** Which of the three. */
    enum Kind {
        PULL,
        PUSH,
        PACK
    }

    private final Kind kind;

    AibrixSlo(Kind kind) {
        this.kind = kind;
    }

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        if (request.adapter() || candidates.size() == 1) {
            return Candidacy.leastRequests(candidates, random);
        }
        return kind == Kind.PUSH ? push(candidates) : admit(request, candidates, profiles, random);
    }

    private static Pick push(List<? extends Candidate> candidates) {
        int best = 0;
        for (int i = 1; i < candidates.size(); i++) {
            if (load(candidates, i) <= load(candidates, best)) {
                best = i;
            }
        }
        return Pick.of(best, PickReason.LEAST_LOAD);
    }

    private Pick admit(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int best = -1;
        double bestAfter = 0;
        for (int i = 0; i < candidates.size(); i++) {
            LatencyProfile profile = profiles.of(candidates.get(i).pod().deployment());
            if (profile == null) {
                return Candidacy.leastRequests(candidates, random);
            }
            double after = load(candidates, i) + profile.loadOfOne(request.outputTokens(), request.promptTokens());
            boolean better = kind == Kind.PACK ? after > bestAfter : after < bestAfter;
            if (after <= 1 && (best < 0 || better)) {
                best = i;
                bestAfter = after;
            }
        }
        if (best < 0) {
            return Pick.WAIT;
        }
        return Pick.of(best, kind == Kind.PACK ? PickReason.PACKED : PickReason.LEAST_LOAD);
    }

    private static double load(List<? extends Candidate> candidates, int i) {
        return candidates.get(i).live().podLoad();
    }
}
