package dev.berth.router.http;

import dev.berth.domain.slo.Outcome;
import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.table.PodChoice;
import dev.berth.router.table.Target;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * One accepted request, from the pick of a pod to the end of its answer; its states are {@link ExchangeState}'s.
 *
 * <p>The answer's head is kept back until the first byte of its body: engines send the head at once and the first token
 * later, and until the client has seen something the request can be sent elsewhere. Nothing else of the answer is held,
 * but for a 404, which may mean that the pod has lost the adapter. All of it runs on the client's event loop.
 */
final class Exchange {
    private final LoopScope scope;
    private final ClientConnection client;
    private final OutgoingRequest request;
    private final RequestPick pick;
    private final NamedPolicy policy;
    private final Accounting account;
    private final PodChoice choice;
    private final Retries retries;
    private final Deadlines deadlines;
    private final Stay stay;
    private final PodAnswer answer;

    private ExchangeState state = ExchangeState.NEW;
    /** Null while no pod is picked. */
    private Attempt attempt;

    private PodTimeouts timeouts;
    private boolean clientStalled;
    private int status;

    Exchange(
            LoopScope scope,
            ClientConnection client,
            OutgoingRequest request,
            BodyScan scan,
            PrefixBlocks prefix,
            NamedPolicy policy,
            Accounting account) {
        this.scope = scope;
        this.client = client;
        this.request = request;
        this.policy = policy;
        this.account = account;
        this.choice = new PodChoice(scope.deps().tables(), account.model());
        this.pick = new RequestPick(scope, policy, choice, account, scan, prefix);
        this.retries = new Retries(scope, choice, account);
        this.deadlines = new Deadlines(account.arrivedNanos());
        this.timeouts = scope.timeouts("");
        this.answer = new PodAnswer(scope, client.answers(), account, this::answering);
        this.stay = new Stay(
                scope, this, TimeUnit.MILLISECONDS.toNanos(scope.config().waitMillis()));
    }

    void start() {
        scope.began(this);
        deadlines.total(timeouts.totalMillis());
        proceed();
    }

    // ---- to a pod --------------------------------------------------------------------------------------------------

    private void proceed() {
        attempt = pick.next();
        if (attempt == null) {
            await(pick.whyNot());
            return;
        }
        timeouts = scope.timeouts(attempt.target().pod().deployment());
        deadlines.total(timeouts.totalMillis());
        PodConnection idle = scope.pool().poll(attempt.target().address(), scope.nowNanos());
        if (idle == null) {
            connect();
        } else {
            send(idle, true);
        }
    }

    private void connect() {
        become(ExchangeState.CONNECTING);
        deadlines.clearStep(); // Connecting has a limit of its own.
        Attempt mine = attempt;
        scope.pool()
                .connect(mine.target().address(), timeouts.connectMillis(), connection -> connected(mine, connection));
    }

    private void connected(Attempt mine, PodConnection connection) {
        if (connection == null) {
            scope.report().connectFailed(mine);
        } else {
            scope.report().connected(mine.target());
        }
        if (mine != attempt) { // The client left meanwhile.
            if (connection != null) {
                scope.pool().giveBack(mine.target().address(), connection, scope.nowNanos());
            }
        } else if (connection != null) {
            send(connection, false);
        } else {
            endAttempt();
            retries.connectFailed();
            proceed();
        }
    }

    private void send(PodConnection connection, boolean reused) {
        become(ExchangeState.SENT);
        attempt.connected(connection, reused);
        if (attempt.firstSend()) {
            account.sent();
        }
        within(timeouts.answerMillis());
        connection.begin(this);
        request.sendTo(connection, attempt.target(), client.answers().alloc());
        connection.flush();
    }

    // ---- waiting for one -------------------------------------------------------------------------------------------

    /**
     * @param otherwise the answer if the time for waiting is over
     */
    private void await(ApiError otherwise) {
        ApiError refused = stay.begin(otherwise);
        if (refused != null) {
            refuse(refused);
            return;
        }
        become(ExchangeState.WAITING);
        deadlines.clearStep();
    }

    /** Asks again if a pod is usable now, or if the time for waiting is over, which may be the end. */
    void wake() {
        boolean ready = choice.isAnyUsable(scope.nowMillis());
        if (!ready && !stay.isOver()) {
            return;
        }
        account.queued(stay.end());
        if (ready) {
            choice.forgive();
        }
        proceed();
    }

    // ---- the pod answers -------------------------------------------------------------------------------------------

    void head(AnswerHead head) {
        become(ExchangeState.HELD);
        scope.report().heard(attempt.target(), head);
        answer.hold(head);
        if ((head.status() == 502 || head.status() == 503) && retries.couldLeave(attempt.target())) {
            failed();
            dropConnection();
            retry("unavailable", ApiError.badGateway("the pod is unavailable"));
        }
    }

    /**
     * Bytes after the head.
     *
     * @param in released here
     */
    void body(ByteBuf in) throws MalformedHttpException {
        scope.report().heard(attempt.target());
        switch (answer.read(in, attempt.target())) {
            case HELD -> {}
            case CARRIED -> within(timeouts.pauseMillis());
            case WHOLE -> completeAnswer();
            case UNKNOWN_MODEL -> unknownModel();
        }
    }

    /** The first byte of the answer's body is about to go to the client. */
    private void answering() {
        become(ExchangeState.ANSWERING);
        status = answer.status();
        account.firstByte(scope.nowNanos());
        attempt.answering();
        request.release();
    }

    private void completeAnswer() {
        Attempt done = attempt;
        scope.report().answered(done.target(), status);
        endAttempt();
        if (answer.leavesConnectionGood()) {
            scope.pool().giveBack(done.target().address(), done.connection(), scope.nowNanos());
        } else {
            done.connection().close();
        }
        client.endAnswer();
        finish(outcomeOfAnswer());
    }

    private Outcome outcomeOfAnswer() {
        if (answer.saysError()) {
            return Outcome.FAILED;
        }
        return status >= 400 ? Outcome.CLIENT_ERROR : Outcome.COMPLETED;
    }

    void flushToClient() {
        if (state == ExchangeState.ANSWERING) {
            client.answers().flush();
        }
    }

    private void unknownModel() {
        scope.report().unknownModel(attempt.target(), account.model());
        dropConnection();
        retry("not-found", pick.nobodyHasIt());
    }

    // ---- trouble ---------------------------------------------------------------------------------------------------

    /**
     * The connection to the pod ended before the answer did.
     *
     * @param orderly whether the pod closed it, and did not break it
     */
    void podGone(boolean orderly) {
        switch (state) {
            case SENT, HELD -> {
                answer.release();
                if (state == ExchangeState.SENT && attempt.onReusedConnection()) {
                    connect(); // Most probably it had idled too long, and the request never arrived.
                } else {
                    failed();
                    retry("reset", ApiError.badGateway("the pod's connection broke before it answered"));
                }
            }
            case ANSWERING -> {
                if (orderly && answer.endedByConnection()) {
                    completeAnswer();
                } else {
                    failed();
                    breakAnswer(Outcome.FAILED, "the pod's connection broke");
                }
            }
            default -> endAttempt();
        }
    }

    private void failed() {
        scope.report().failed(attempt.target());
    }

    private void retry(String cause, ApiError otherwise) {
        Target left = attempt.target();
        endAttempt();
        if (retries.leave(left, cause)) {
            proceed();
        } else {
            fail(Outcome.FAILED, otherwise);
        }
    }

    /** The client's connection ended. */
    void clientGone() {
        leaveRoomIfWaiting();
        dropConnection();
        finish(Outcome.CLIENT_ABORT);
    }

    void clientWritable(boolean writable) {
        if (state == ExchangeState.ANSWERING && attempt != null) {
            clientStalled = !writable;
            attempt.connection().readOn(writable);
            within(timeouts.pauseMillis());
        }
    }

    /** Ends what has taken too long, and takes the request away from a pod that is down. */
    void tick(long nowNanos, long nowMillis) {
        if (deadlines.isTotalPast(nowNanos)) {
            overdue("the request took longer than it may");
        } else if (deadlines.isStepPast(nowNanos)) {
            overdue("the pod did not answer in time");
        } else if (attempt != null && attempt.target().health().isDown()) {
            onPodThatIsDown(attempt.target().health().downForMillis(nowMillis));
        }
    }

    private void overdue(String reason) {
        if (state != ExchangeState.ANSWERING) {
            leaveRoomIfWaiting();
            if (state == ExchangeState.SENT || state == ExchangeState.HELD) {
                failed();
            }
            dropConnection();
            fail(Outcome.TIMED_OUT, ApiError.timeout(reason));
        } else if (clientStalled) {
            client.close(); // It does not read; its end is told by clientGone.
        } else {
            failed();
            breakAnswer(Outcome.TIMED_OUT, "the pod stopped in the middle of its answer");
        }
    }

    private void onPodThatIsDown(long forMillis) {
        if (state == ExchangeState.SENT || state == ExchangeState.HELD) {
            if (retries.couldLeave(attempt.target())) {
                dropConnection();
                retry("down", ApiError.badGateway("the pod is down"));
            }
        } else if (state == ExchangeState.ANSWERING
                && forMillis > scope.config().probes().breakMillis()) {
            breakAnswer(Outcome.FAILED, "the pod is down");
        }
    }

    /** The router stops and the request's time is over. */
    void shutDown() {
        if (state == ExchangeState.ANSWERING) {
            breakAnswer(Outcome.FAILED, "the router is shutting down");
            return;
        }
        leaveRoomIfWaiting();
        dropConnection();
        refuse(ApiError.unavailable("shutting_down", "the router is shutting down"));
    }

    private void breakAnswer(Outcome outcome, String reason) {
        dropConnection();
        finish(outcome);
        client.breakAnswer(answer.carrier(), reason);
    }

    private void refuse(ApiError error) {
        fail(Outcome.REJECTED, error);
    }

    private void fail(Outcome outcome, ApiError error) {
        status = error.status();
        finish(outcome);
        client.answerError(error, account.requestId());
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    private void finish(Outcome outcome) {
        become(ExchangeState.ENDED);
        deadlines.clearStep();
        deadlines.total(0);
        endAttempt();
        scope.ended(this);
        AnswerWatch watch = answer.carrier() == null ? null : answer.carrier().watch();
        account.finish(policy, outcome, status, watch, scope.nowNanos());
        if (watch != null) {
            scope.returnArray(watch.array());
        }
        request.release();
        answer.release();
    }

    private void leaveRoomIfWaiting() {
        if (state == ExchangeState.WAITING) {
            account.queued(stay.end());
        }
    }

    private void dropConnection() {
        answer.release();
        if (attempt != null && attempt.connection() != null) {
            attempt.connection().close();
        }
    }

    private void endAttempt() {
        if (attempt != null) {
            attempt.end();
            attempt = null;
            scope.room().freed();
        }
    }

    private void within(int millis) {
        deadlines.step(scope.nowNanos(), millis);
    }

    private void become(ExchangeState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(state + " can't become " + next);
        }
        state = next;
    }
}
