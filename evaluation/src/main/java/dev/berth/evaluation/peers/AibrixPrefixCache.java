package dev.berth.evaluation.peers;

import dev.berth.router.pick.Candidate;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * AIBrix's {@code prefix-cache}: if the most and the fewest running requests differ by more than 8, only pods with the fewest
 * are left. Of those left, the longest match first and then the fewest requests, the first one whose requests are at most the
 * mean plus one standard deviation (of the sample) wins; if there is none, fewest requests, equals by lot.
 *
 * <p>Source: AIBrix's gateway, {@code algorithms/prefix_cache.go} and the README beside it, whose figures (16, factor 2)
 * differ from the code's.
 */
final class AibrixPrefixCache implements Policy {
    private static final int IMBALANCE = 8;

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < candidates.size(); i++) {
            fewest = Math.min(fewest, Candidacy.requests(candidates, i));
            most = Math.max(most, Candidacy.requests(candidates, i));
        }
        int atMost = most - fewest > IMBALANCE ? fewest : Integer.MAX_VALUE;
        double crowded = crowded(candidates, atMost);
        int best = -1;
        double longest = 0;
        for (int i = 0; i < candidates.size(); i++) {
            int requests = Candidacy.requests(candidates, i);
            double matched = Candidacy.matchedShare(request, candidates.get(i));
            if (matched == 0 || requests > atMost || requests > crowded) {
                continue;
            }
            boolean fewer = best >= 0 && requests < Candidacy.requests(candidates, best);
            if (matched > longest || (matched == longest && fewer)) {
                best = i;
                longest = matched;
            }
        }
        return best >= 0 ? Pick.of(best, PickReason.PREFIX) : Candidacy.leastRequests(candidates, random);
    }

    /** Mean and one standard deviation of the requests of the pods that are left. */
    private static double crowded(List<? extends Candidate> candidates, int atMost) {
        double sum = 0;
        double squares = 0;
        int left = 0;
        for (int i = 0; i < candidates.size(); i++) {
            double requests = Candidacy.requests(candidates, i);
            if (requests <= atMost) {
                sum += requests;
                squares += requests * requests;
                left++;
            }
        }
        double mean = sum / left;
        double variance = left < 2 ? 0 : Math.max(0, (squares - left * mean * mean) / (left - 1));
        return mean + Math.sqrt(variance) + 1e-9;
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
