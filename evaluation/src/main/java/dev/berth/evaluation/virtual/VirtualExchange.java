package dev.berth.evaluation.virtual;

import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.table.Claim;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.PodChoice;
import dev.berth.router.table.Target;
import dev.berth.simulator.engine.PrefixHashes;
import java.util.Arrays;
import java.util.List;

/**
 * One request in a virtual router; the states are those of the product's exchange, without the ones of its sockets.
 *
 * <pre>
 *   NEW ----+-> SENT --first token--> ANSWERING --last token--> ENDED
 *           |    |  ^
 *           |    v  |   (refused connection, 404, broken before the first token)
 *           +-> WAITING
 * </pre>
 *
 * In each state it may end: rejected, failed, timed out, or left by its client.
 */
final class VirtualExchange {
    private final VirtualRouter router;
    private final ScenarioRequest request;
    private final PodChoice choice;
    private final long arrivedNanos;
    private final PrefixBlocks known;
    private State state = State.NEW;
    private ModelView accepted;
    private PickTurn.Picked picked;
    private PodLife pod;
    private long tryId;
    private int tries;
    private long waitLeftNanos;
    private long waitingSinceNanos;
    private long sentNanos;
    private long firstTokenNanos;

    private enum State {
        NEW,
        WAITING,
        SENT,
        ANSWERING,
        ENDED
    }

    VirtualExchange(VirtualRouter router, ScenarioRequest request) {
        this.router = router;
        this.request = request;
        this.choice = new PodChoice(router.tables(), request.model());
        this.arrivedNanos = router.queue().now();
        this.known = knownPrefix();
        this.waitLeftNanos = router.config().routing().waitMillis() * EventQueue.MILLI;
    }

    void start() {
        accepted = choice.model();
        if (accepted
                == null) { // Every model of a scenario is catalogued, so a router that does not know it is to blame.
            state = State.ENDED;
            router.ended(this);
            router.watch().ended(router.queue().now(), request, Outcome.REJECTED, 0);
            router.log().unknown(request, arrivedNanos);
            return;
        }
        router.log().arrived(request);
        int patience = router.config().patienceSeconds();
        if (patience > 0) {
            router.queue().after(patience * EventQueue.SECOND, this::patienceEnds);
        }
        proceed();
    }

    // ---- to a pod --------------------------------------------------------------------------------------------------

    private void proceed() {
        long now = router.queue().millis();
        ModelView model = choice.model();
        List<Target> usable = choice.usable(model, router.policy().wantsStandbys(), now);
        if (!usable.isEmpty()) {
            picked = router.turn().pick(router.policy(), model, usable, ask(), now);
        }
        if (picked == null) {
            await();
            return;
        }
        state = State.SENT;
        sentNanos = router.queue().now();
        tries++;
        long mine = router.log().newTry();
        tryId = mine;
        router.watch()
                .sent(
                        router.queue().now(),
                        router.name(),
                        request,
                        picked.target().pod().id().pod(),
                        picked.target().route().engineName(),
                        tries);
        router.expect(this, mine);
        router.queue().after(hop(), () -> reach(mine));
    }

    private PickTurn.Ask ask() {
        double waited = seconds(router.queue().now() - arrivedNanos);
        return new PickTurn.Ask(0, request.promptTokens(), true, waited, known);
    }

    /** What the router sees of the prompt: its full pieces. */
    private PrefixBlocks knownPrefix() {
        if (!router.policy().wantsPrefix() || request.prefixBlocks().length == 0) {
            return PrefixBlocks.NONE;
        }
        int full = Math.min(request.prefixBlocks().length, request.promptTokens() / request.prefixTokens());
        return PrefixBlocks.ofChain(Arrays.copyOf(request.prefixBlocks(), full), request.prefixTokens());
    }

    /** The request comes to the pod's address, whoever listens there now. */
    private void reach(long mine) {
        if (mine != tryId || state != State.SENT) {
            return;
        }
        Target target = picked.target();
        VirtualPod at = router.fleet().pod(target.pod().id().pod());
        if (at == null || !at.isUp()) {
            later(mine, this::connectFailed);
            return;
        }
        target.health().connected();
        pod = at.life();
        String engineName = target.route().engineName();
        pod.ask(mine, request, engineName, prefix(), new ToRouter(mine));
    }

    private void connectFailed() {
        router.log().held(request);
        picked.claim().connectFailed(router.queue().millis());
        endTry();
        tries--; // No pod had it.
        proceed();
    }

    private PrefixHashes prefix() {
        if (request.prefixBlocks().length == 0) {
            return PrefixHashes.NONE;
        }
        return PrefixHashes.ofTraceIds(
                request.prefixBlocks(), request.prefixTokens(), request.promptTokens(), pod.blockTokens());
    }

    // ---- waiting for one -------------------------------------------------------------------------------------------

    private void await() {
        if (waitLeftNanos <= 0 || !router.enterRoom(this)) {
            end(Outcome.REJECTED);
            return;
        }
        state = State.WAITING;
        router.log().held(request);
        waitingSinceNanos = router.queue().now();
    }

    void wake() {
        if (state != State.WAITING) {
            return;
        }
        boolean ready = choice.isAnyUsable(router.queue().millis());
        if (!ready && router.queue().now() - waitingSinceNanos < waitLeftNanos) {
            return;
        }
        leaveRoom();
        if (ready) {
            choice.forgive();
        }
        proceed();
    }

    private void leaveRoom() {
        waitLeftNanos -= router.queue().now() - waitingSinceNanos;
        router.leaveRoom(this);
    }

    // ---- the pod answers -------------------------------------------------------------------------------------------

    /** What the pod says reaches the router a hop later, unless the try is over by then. */
    private final class ToRouter implements Answer {
        private final long mine;

        ToRouter(long mine) {
            this.mine = mine;
        }

        @Override
        public void notFound() {
            later(mine, VirtualExchange.this::notFound);
        }

        @Override
        public void refused() {
            later(mine, () -> end(Outcome.CLIENT_ERROR));
        }

        @Override
        public void firstToken() {
            later(mine, VirtualExchange.this::firstToken);
        }

        @Override
        public void finished(int cachedTokens) {
            later(mine, () -> lastToken(cachedTokens));
        }

        @Override
        public void broken() {
            later(mine, VirtualExchange.this::broken);
        }
    }

    private void later(long mine, Runnable event) {
        router.queue().after(hop(), () -> {
            if (mine == tryId && state != State.ENDED) {
                event.run();
            }
        });
    }

    private long hop() {
        return router.config().routing().hopMicros() * EventQueue.MICRO;
    }

    private void notFound() {
        Target target = picked.target();
        router.watch()
                .notFound(
                        router.queue().now(),
                        router.name(),
                        request,
                        target.pod().id().pod(),
                        target.route().engineName());
        target.drop();
        retry();
    }

    private void firstToken() {
        if (firstTokenNanos == 0) {
            state = State.ANSWERING;
            firstTokenNanos = router.queue().now();
            picked.claim().answering();
            router.log().firstToken(request, arrivedNanos, sentNanos);
        }
    }

    private void lastToken(int cachedTokens) {
        long now = router.queue().now();
        accepted.traffic().outputs().finished(request.outputTokens());
        end(Outcome.COMPLETED, seconds(firstTokenNanos - arrivedNanos), seconds(now - arrivedNanos), cachedTokens);
    }

    private void broken() {
        if (state == State.ANSWERING) {
            end(Outcome.FAILED);
        } else {
            retry();
        }
    }

    private void retry() {
        router.log().held(request);
        choice.avoid(picked.target().pod().id());
        endTry();
        if (tries >= router.config().routing().maxTries() || !router.budget().take()) {
            end(Outcome.FAILED);
        } else {
            proceed();
        }
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    void overdue(long ofTry) {
        if (state == State.SENT && ofTry == tryId) {
            abort();
            end(Outcome.TIMED_OUT);
        }
    }

    private void patienceEnds() {
        if (state == State.SENT || state == State.WAITING) {
            abort();
            end(Outcome.CLIENT_ABORT);
        }
    }

    /** The world ends before the request did. */
    void giveUp() {
        abort();
        end(Outcome.TIMED_OUT);
    }

    void routerStopped() {
        abort();
        end(Outcome.FAILED);
    }

    private void abort() {
        if (pod != null) {
            pod.abort(tryId);
        }
    }

    private void end(Outcome outcome) {
        end(outcome, 0, seconds(router.queue().now() - arrivedNanos), 0);
    }

    private void end(Outcome outcome, double ttftSeconds, double e2eSeconds, int cachedTokens) {
        if (state == State.WAITING) {
            leaveRoom();
        }
        state = State.ENDED;
        endTry();
        router.ended(this);
        router.watch().ended(router.queue().now(), request, outcome, tries);
        router.log().ended(request, arrivedNanos, outcome, ttftSeconds, e2eSeconds, cachedTokens, tries);
    }

    private void endTry() {
        if (picked != null) {
            Claim claim = picked.claim();
            claim.end();
            picked = null;
            pod = null;
            router.freed();
        }
        tryId = -1;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
