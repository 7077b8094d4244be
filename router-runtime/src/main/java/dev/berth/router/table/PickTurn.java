package dev.berth.router.table;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import dev.berth.router.pick.RequestShare;
import java.util.List;
import java.util.random.RandomGenerator;

/** Asks a policy for a pod and counts the request there in the same turn, so that the next pick sees it. */
public final class PickTurn {
    private final ProfileSource profiles;
    private final RandomGenerator random;

    public PickTurn(ProfileSource profiles, RandomGenerator random) {
        this.profiles = profiles;
        this.random = random;
    }

    /**
     * What was picked.
     *
     * @param profile of the pod's deployment, null if there is none
     */
    public record Picked(Claim claim, PickReason reason, LatencyProfile profile) {
        public Target target() {
            return claim.target();
        }
    }

    /**
     * @param usable not empty
     * @param maxTokens that the request allows; 0 if it does not say
     * @param promptTokens estimated
     */
    public Picked pick(
            Policy policy, ModelView model, List<Target> usable, long maxTokens, long promptTokens, long nowMillis) {
        RequestFacts facts = new RequestFacts(
                model.model(),
                model.routes().adapter(),
                promptTokens,
                model.traffic().outputs().next(maxTokens),
                model.traffic().nextPick());
        Pick pick = policy.pick(facts, usable, profiles, random);
        Target target = usable.get(pick.index());
        LatencyProfile profile = profiles.of(target.pod().deployment());
        double share = RequestShare.of(profile, facts.outputTokens(), facts.promptTokens());
        return new Picked(new Claim(target, share, nowMillis), pick.reason(), profile);
    }
}
