package dev.berth.router.table;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
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
     * What the router knows of a request by itself.
     *
     * @param maxTokens that the request allows; 0 if it does not say
     * @param promptTokens estimated
     * @param waitedSeconds since it arrived
     * @param prefix of its prompt if the policy wants it, else {@link PrefixBlocks#NONE}
     */
    public record Ask(long maxTokens, long promptTokens, boolean streamed, double waitedSeconds, PrefixBlocks prefix) {}

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
     * @return null if the policy would have the request wait; ask again when a request has ended or the table has changed
     */
    public Picked pick(Policy policy, ModelView model, List<Target> usable, Ask ask, long nowMillis) {
        RequestFacts facts = new RequestFacts(
                model.model(),
                model.routes().adapter(),
                ask.promptTokens(),
                model.traffic().outputs().next(ask.maxTokens()),
                model.traffic().nextPick(),
                model.routes().target(),
                ask.streamed(),
                ask.waitedSeconds(),
                ask.prefix());
        Pick pick = policy.pick(facts, usable, profiles, random);
        if (pick.waits()) {
            return null;
        }
        Target target = usable.get(pick.index());
        LatencyProfile profile = profiles.of(target.pod().deployment());
        return new Picked(new Claim(target, facts, profile, nowMillis), pick.reason(), profile);
    }
}
