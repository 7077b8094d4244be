package dev.berth.router.http;

import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.PodChoice;
import dev.berth.router.table.Target;
import java.util.List;

/** What one request asks when it needs a pod, each time that it does. */
final class RequestPick {
    private final LoopScope scope;
    private final NamedPolicy policy;
    private final PodChoice choice;
    private final Accounting account;
    private final BodyScan scan;
    private final PrefixBlocks prefix;
    private ApiError whyNot;

    RequestPick(
            LoopScope scope,
            NamedPolicy policy,
            PodChoice choice,
            Accounting account,
            BodyScan scan,
            PrefixBlocks prefix) {
        this.scope = scope;
        this.policy = policy;
        this.choice = choice;
        this.account = account;
        this.scan = scan;
        this.prefix = prefix;
    }

    /** A pod on which the request is counted from now on; null if there is none for it now. */
    Attempt next() {
        long now = scope.nowMillis();
        ModelView model = choice.model();
        List<Target> usable = choice.usable(model, policy.policy().wantsStandbys(), now);
        if (usable.isEmpty()) {
            whyNot = ApiError.unavailable("no_ready_pod", "no pod is ready for the model '" + scan.model() + "'");
            return null;
        }
        Attempt picked = scope.picker().pick(policy, model, usable, ask(), account, now);
        if (picked == null) {
            whyNot = ApiError.unavailable("at_capacity", "every pod of the model '" + scan.model() + "' is full");
        }
        return picked;
    }

    /** Why there was none. */
    ApiError whyNot() {
        return whyNot;
    }

    /** The error where the pods that were asked say that they do not have the model. */
    ApiError nobodyHasIt() {
        return ApiError.unavailable("no_ready_pod", "no pod has the model '" + scan.model() + "' right now");
    }

    private PickTurn.Ask ask() {
        return new PickTurn.Ask(
                scan.maxTokens(), account.promptTokensEstimate(), account.stream(), account.waitedSeconds(), prefix);
    }
}
