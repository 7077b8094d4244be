package dev.berth.router.http;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.log.CauseLog;
import dev.berth.router.log.Decision;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.RequestFacts;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.Target;
import java.util.List;
import java.util.random.RandomGenerator;

/** Asks a policy for a pod, counts the request there in the same turn of the loop, and tells why. */
final class Picker {
    private final Deps deps;
    private final RandomGenerator random;
    private final CauseLog causes;

    Picker(Deps deps, RandomGenerator random, CauseLog causes) {
        this.deps = deps;
        this.random = random;
        this.causes = causes;
    }

    /**
     * @param usable not empty
     * @param prefix of the prompt, if the policy wants it
     * @return null if the policy would have the request wait
     */
    Attempt pick(
            NamedPolicy policy,
            ModelView model,
            List<Target> usable,
            long maxTokens,
            PrefixBlocks prefix,
            Accounting account,
            long nowMillis) {
        RequestFacts facts = new RequestFacts(
                model.model(),
                model.routes().adapter(),
                account.promptTokensEstimate(),
                model.traffic().outputs().next(maxTokens),
                model.traffic().nextPick(),
                model.routes().target(),
                account.stream(),
                account.waitedSeconds(),
                prefix);
        Pick pick = policy.policy().pick(facts, usable, deps.profiles(), random);
        if (pick.waits()) {
            return null;
        }
        Target target = usable.get(pick.index());
        LatencyProfile profile = deps.profiles().of(target.pod().deployment());
        Attempt attempt = new Attempt(target, target.live().book(facts, profile), nowMillis);
        tell(policy, target, pick.reason(), account, nowMillis);
        account.picked(target.pod().id(), pick.reason().text(target.route().tier()), profile);
        return attempt;
    }

    private void tell(NamedPolicy policy, Target target, PickReason reason, Accounting account, long nowMillis) {
        policy.counters().picked(reason, target.route().tier());
        deps.decisions()
                .add(new Decision(
                        nowMillis,
                        account.requestId(),
                        target.live().model(),
                        target.pod().id().pod(),
                        policy.name(),
                        reason.text(target.route().tier()),
                        account.tries() + 1));
        if (reason == PickReason.NO_PROFILE) {
            causes.warn(
                    "no profile, picked without one policy={} deployment={}",
                    policy.name(),
                    target.pod().deployment());
        }
    }
}
