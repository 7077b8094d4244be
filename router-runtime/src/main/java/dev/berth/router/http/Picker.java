package dev.berth.router.http;

import dev.berth.router.log.CauseLog;
import dev.berth.router.log.Decision;
import dev.berth.router.pick.PickReason;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.Target;
import java.util.List;
import java.util.random.RandomGenerator;

/** Has a pod picked, and tells which and why. */
final class Picker {
    private final Deps deps;
    private final PickTurn turn;
    private final CauseLog causes;

    Picker(Deps deps, RandomGenerator random, CauseLog causes) {
        this.deps = deps;
        this.turn = new PickTurn(deps.profiles(), random);
        this.causes = causes;
    }

    /**
     * @param usable not empty
     * @return null if the policy would have the request wait
     */
    Attempt pick(
            NamedPolicy policy,
            ModelView model,
            List<Target> usable,
            PickTurn.Ask ask,
            Accounting account,
            long nowMillis) {
        PickTurn.Picked picked = turn.pick(policy.policy(), model, usable, ask, nowMillis);
        if (picked == null) {
            return null;
        }
        Target target = picked.target();
        tell(policy, target, picked.reason(), account, nowMillis);
        account.picked(target.pod().id(), picked.reason().text(target.route().tier()), picked.profile());
        return new Attempt(picked.claim());
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
