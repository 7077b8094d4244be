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
 * The cache-aware rule of SMG (SGLang's model gateway, formerly sgl-router) with its defaults:
 *
 * <pre>
 *   imbalanced   most - fewest requests &gt; 64 and most &gt; 1.5 x fewest    fewest requests
 *   else         the longest match is &gt; 0.3 of the prompt                 that pod
 *   else                                                                  fewest requests
 * </pre>
 *
 * Source: SMG's documentation of {@code cache_aware} ({@code --cache-threshold 0.3 --balance-abs-threshold 64
 * --balance-rel-threshold 1.5}) and the comment at the head of sgl-router's policy; older versions send an unknown prompt to
 * the worker with the smallest tree. It knows no adapters; its tree is one for each model name, as prefixes are here.
 */
final class SmgCacheAware implements Policy {
    private static final double CACHE_THRESHOLD = 0.3;
    private static final int BALANCE_ABSOLUTE = 64;
    private static final double BALANCE_RELATIVE = 1.5;

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        int matching = 0;
        double longest = -1;
        for (int i = 0; i < candidates.size(); i++) {
            int requests = Candidacy.requests(candidates, i);
            fewest = Math.min(fewest, requests);
            most = Math.max(most, requests);
            double matched = Candidacy.matchedShare(request, candidates.get(i));
            if (matched > longest) {
                longest = matched;
                matching = i;
            }
        }
        boolean imbalanced = most - fewest > BALANCE_ABSOLUTE && most > BALANCE_RELATIVE * fewest;
        return !imbalanced && longest > CACHE_THRESHOLD
                ? Pick.of(matching, PickReason.PREFIX)
                : Candidacy.leastRequests(candidates, random);
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
