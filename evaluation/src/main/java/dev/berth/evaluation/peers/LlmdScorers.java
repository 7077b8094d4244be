package dev.berth.evaluation.peers;

import dev.berth.domain.profile.LatencyProfile;
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
 * The default scheduling profile of llm-d's router (formerly the Gateway API Inference Extension's endpoint picker): scores
 * of 0 to 1 by weight, the greatest sum wins, equals by lot.
 *
 * <pre>
 *   queue   2   (most waiting - waiting) / (most - fewest waiting), 1 if all are equal
 *   kv      2   1 - share of the KV cache in use
 *   prefix  3   matched blocks / blocks of the prompt
 *   lora    1   not in the default, and so an arm of its own: 1.0 if the adapter is in the running set, else 0.8 if
 *               |running| + |waiting| &lt; max_lora, else 0.6 if it is in the waiting set, else 0
 * </pre>
 *
 * Source: llm-d-router's chart (weights 2, 2, 3) and its scorers' documentation. Of vLLM's metric both LoRA sets hold the
 * same names (llm-d-router issue 2605), so the test is {@code 2 * active < max_lora}, and 0.6 is never given: kept as it is.
 * The KV use is that of the requests in flight by their lengths; without a profile it is unknown and counts as 0.
 */
final class LlmdScorers implements Policy {
    private static final double QUEUE = 2;
    private static final double KV = 2;
    private static final double PREFIX = 3;
    private static final double LORA = 1;
    private static final double NEARLY = 1e-9;

    private final boolean withLora;

    LlmdScorers(boolean withLora) {
        this.withLora = withLora;
    }

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < candidates.size(); i++) {
            int waiting = candidates.get(i).live().podWaiting();
            fewest = Math.min(fewest, waiting);
            most = Math.max(most, waiting);
        }
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        int equals = 0;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            double score = QUEUE * queue(candidate.live(), fewest, most)
                    + KV * (1 - kvUse(candidate, profiles))
                    + PREFIX * prefix(request, candidate.live())
                    + (withLora ? LORA * lora(request, candidate) : 0);
            if (score > highest + NEARLY) {
                best = i;
                highest = score;
                equals = 1;
            } else if (score >= highest - NEARLY && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return Pick.of(best, PickReason.SCORED);
    }

    private static double queue(LiveLoad live, int fewest, int most) {
        return most == fewest ? 1 : (double) (most - live.podWaiting()) / (most - fewest);
    }

    private static double kvUse(Candidate candidate, ProfileSource profiles) {
        LatencyProfile profile = profiles.of(candidate.pod().deployment());
        if (profile == null) {
            return 0;
        }
        LiveLoad live = candidate.live();
        double tokens = live.podContextTokens() - live.podOutputTokens() / 2.0;
        return Math.max(0, Math.min(1, tokens / profile.engine().limits().kvTokens()));
    }

    private static double prefix(RequestFacts request, LiveLoad live) {
        int blocks = request.prefix().count();
        return blocks == 0 ? 0 : (double) live.cachedBlocks(request.prefix()) / blocks;
    }

    private static double lora(RequestFacts request, Candidate candidate) {
        LiveLoad live = candidate.live();
        if (request.adapter() && live.modelInFlight() > 0) {
            return 1;
        }
        return 2 * live.activeAdapters() < candidate.pod().maxLoras() ? 0.8 : 0;
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }
}
