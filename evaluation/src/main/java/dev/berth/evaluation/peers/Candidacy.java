package dev.berth.evaluation.peers;

import dev.berth.router.pick.Candidate;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.RequestFacts;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** What several peers ask of the pods on offer. */
final class Candidacy {
    private Candidacy() {}

    static int requests(List<? extends Candidate> candidates, int i) {
        return candidates.get(i).live().podInFlight();
    }

    /** Fewest requests of a group, equals by lot; -1 if the group is empty. */
    static int leastRequests(List<? extends Candidate> candidates, IntPredicate group, RandomGenerator random) {
        int best = -1;
        int equals = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (!group.test(i)) {
                continue;
            }
            int more = best < 0 ? -1 : Integer.compare(requests(candidates, i), requests(candidates, best));
            if (more < 0) {
                best = i;
                equals = 1;
            } else if (more == 0 && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return best;
    }

    static Pick leastRequests(List<? extends Candidate> candidates, RandomGenerator random) {
        return Pick.of(leastRequests(candidates, i -> true, random), PickReason.LEAST_REQUEST);
    }

    /** Two of a group by lot, the one with fewer requests; the only one of a group of one, -1 of none. */
    static int fewerOfTwo(List<? extends Candidate> candidates, IntPredicate group, RandomGenerator random) {
        int members = 0;
        for (int i = 0; i < candidates.size(); i++) {
            members += group.test(i) ? 1 : 0;
        }
        if (members < 2) {
            return members == 0 ? -1 : member(candidates.size(), group, 0);
        }
        int first = random.nextInt(members);
        int second = random.nextInt(members - 1);
        int one = member(candidates.size(), group, first);
        int other = member(candidates.size(), group, second < first ? second : second + 1);
        return requests(candidates, other) < requests(candidates, one) ? other : one;
    }

    private static int member(int size, IntPredicate group, int ordinal) {
        int left = ordinal;
        for (int i = 0; i < size; i++) {
            if (group.test(i) && left-- == 0) {
                return i;
            }
        }
        throw new IllegalStateException("the group has no member " + ordinal);
    }

    /** The share of the prompt that a pod's prefix cache probably has, 0 to 1. */
    static double matchedShare(RequestFacts request, Candidate candidate) {
        long tokens = request.prefix().tokens(candidate.live().cachedBlocks(request.prefix()));
        return Math.min(1, (double) tokens / Math.max(1, request.promptTokens()));
    }
}
