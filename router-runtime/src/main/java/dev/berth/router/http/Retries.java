package dev.berth.router.http;

import dev.berth.router.table.PodChoice;
import dev.berth.router.table.RetryBudget;
import dev.berth.router.table.Target;

/**
 * Whether a request whose client has seen nothing may go to another pod: within the tries of one request, and within what
 * the loop's budget leaves for all, so that a fleet in trouble is not given more to do by each failure.
 */
final class Retries {
    private final LoopScope scope;
    private final PodChoice choice;
    private final Accounting account;

    Retries(LoopScope scope, PodChoice choice, Accounting account) {
        this.scope = scope;
        this.choice = choice;
        this.account = account;
    }

    /** Whether another pod is there for it now. */
    boolean couldLeave(Target pod) {
        return hasTries() && budget().has() && choice.isUsableWithout(pod.pod().id(), scope.nowMillis());
    }

    /**
     * The pod failed the request; it is not offered again.
     *
     * @return whether the request goes on; if so, the try is paid for
     */
    boolean leave(Target pod, String cause) {
        choice.avoid(pod.pod().id());
        if (!hasTries() || !budget().take()) {
            return false;
        }
        scope.deps().metrics().retried(cause);
        return true;
    }

    /** A pod could not be connected to, so it never had the request: this costs no try. */
    void connectFailed() {
        scope.deps().metrics().retried("connect");
    }

    private boolean hasTries() {
        return account.tries() < scope.config().maxTries();
    }

    private RetryBudget budget() {
        return scope.budget();
    }
}
