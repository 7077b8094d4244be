package dev.berth.evaluation.peers;

import dev.berth.router.pick.Candidate;
import dev.berth.router.pick.LiveLoad;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * NVIDIA Dynamo's KV router with its defaults (overlap weight 1, temperature 0): the least
 *
 * <pre>
 *   cost = 1 x prefill blocks + decode blocks
 *   prefill   prompt blocks that the worker would have to compute, those of its queue and of the request less its overlap
 *   decode    blocks of the requests that are active there, and of this one
 * </pre>
 *
 * equals by lot. Source: Dynamo's documentation of the router, "cost function". Blocks are counted as tokens here, which
 * leaves the order as it is; of an active request's output, half is taken as generated.
 */
final class DynamoKv implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        int equals = 0;
        for (int i = 0; i < candidates.size(); i++) {
            double cost = cost(request, candidates.get(i).live());
            if (cost < least) {
                best = i;
                least = cost;
                equals = 1;
            } else if (cost == least && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return Pick.of(best, PickReason.SCORED);
    }

    private static double cost(RequestFacts request, LiveLoad live) {
        long overlap = request.prefix().tokens(live.cachedBlocks(request.prefix()));
        double prefill = live.waitingPromptTokens() + Math.max(0, request.promptTokens() - overlap);
        double decode = live.podContextTokens() - live.podOutputTokens() / 2.0 + request.promptTokens();
        return prefill + decode;
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
