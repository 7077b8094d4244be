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
 * vLLM production-stack's {@code prefixaware}: the pod with the longest match, by lot of those that share it, whatever their
 * load; a prompt that nobody knows goes to any pod by lot. Source: its routing logic and documentation; its trie of pieces
 * of 128 characters never forgets, where a pod's prefixes here are as many as its cache holds.
 */
final class PrefixTrie implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int best = 0;
        int longest = -1;
        int equals = 0;
        for (int i = 0; i < candidates.size(); i++) {
            int matched = candidates.get(i).live().cachedBlocks(request.prefix());
            if (matched > longest) {
                best = i;
                longest = matched;
                equals = 1;
            } else if (matched == longest && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return Pick.of(best, longest > 0 ? PickReason.PREFIX : PickReason.RANDOM);
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
