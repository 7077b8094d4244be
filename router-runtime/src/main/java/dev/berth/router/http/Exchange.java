package dev.berth.router.http;

import dev.berth.domain.slo.Outcome;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.PodChoice;
import dev.berth.router.table.Target;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
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
    private final BodyScan scan;
    private final PrefixBlocks prefix;
    private final NamedPolicy policy;
    private final Accounting account;
    private final PodChoice choice;
    private final HeldAnswer held = new HeldAnswer();

    private ExchangeState state = ExchangeState.NEW;
    /** Null while no pod is picked. */
    private Attempt attempt;

    /** Null before the answer has begun. */
    private AnswerWatch answer;

    private boolean informational;
    private boolean podKeepsAlive;
    private boolean clientStalled;
    private int status;
    private long deadlineNanos;
    private long waitingSinceNanos;
    private long waitLeftNanos;

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
        this.scan = scan;
        this.prefix = prefix;
        this.policy = policy;
        this.account = account;
        this.choice = new PodChoice(scope.deps().tables(), scan.model());
        this.waitLeftNanos = TimeUnit.MILLISECONDS.toNanos(scope.config().waitMillis());
    }

    void start() {
        scope.began(this);
        proceed();
    }

    // ---- to a pod --------------------------------------------------------------------------------------------------

    private void proceed() {
        long now = scope.nowMillis();
        ModelView model = choice.model();
        List<Target> usable = choice.usable(model, policy.policy().wantsStandbys(), now);
        if (usable.isEmpty()) {
            await(ApiError.unavailable("no_ready_pod", "no pod is ready for the model '" + scan.model() + "'"));
            return;
        }
        attempt = scope.picker().pick(policy, model, usable, ask(), account, now);
        if (attempt == null) {
            await(ApiError.unavailable("at_capacity", "every pod of the model '" + scan.model() + "' is full"));
            return;
        }
        PodConnection idle = scope.pool().poll(attempt.target().address(), scope.nowNanos());
        if (idle == null) {
            connect();
        } else {
            send(idle, true);
        }
    }

    private PickTurn.Ask ask() {
        return new PickTurn.Ask(
                scan.maxTokens(), account.promptTokensEstimate(), account.stream(), account.waitedSeconds(), prefix);
    }

    private void connect() {
        become(ExchangeState.CONNECTING);
        deadlineNanos = 0; // Connecting has a limit of its own.
        Attempt mine = attempt;
        scope.pool().connect(mine.target().address(), connection -> connected(mine, connection));
    }

    private void connected(Attempt mine, PodConnection connection) {
        if (connection == null) {
            mine.connectFailed(scope.nowMillis());
            scope.causes()
                    .warn(
                            "pod set aside, it can't be connected to pod={}",
                            mine.target().pod().id());
        } else {
            mine.target().health().connected();
            scope.deps().metrics().podConnection();
        }
        if (mine != attempt) { // The client left meanwhile.
            if (connection != null) {
                scope.pool().giveBack(mine.target().address(), connection, scope.nowNanos());
            }
        } else if (connection != null) {
            send(connection, false);
        } else {
            endAttempt();
            scope.deps().metrics().retried("connect");
            proceed();
        }
    }

    private void send(PodConnection connection, boolean reused) {
        become(ExchangeState.SENT);
        attempt.connected(connection, reused);
        if (attempt.firstSend()) {
            account.sent();
        }
        within(scope.config().answerTimeoutMillis());
        connection.send(this, request.towards(attempt.target()));
    }

    // ---- waiting for one -------------------------------------------------------------------------------------------

    /**
     * @param otherwise the answer if the time for waiting is over
     */
    private void await(ApiError otherwise) {
        if (waitLeftNanos <= 0) {
            refuse(otherwise);
            return;
        }
        if (!scope.room().enter()) {
            refuse(ApiError.unavailable("waiting_room_full", "too many requests wait for a ready pod"));
            return;
        }
        become(ExchangeState.WAITING);
        waitingSinceNanos = scope.nowNanos();
        deadlineNanos = 0;
        scope.waits(this);
    }

    /** Asks again if a pod is usable now, or if the time for waiting is over, which may be the end. */
    void wake() {
        boolean ready = choice.isAnyUsable(scope.nowMillis());
        if (!ready && scope.nowNanos() - waitingSinceNanos < waitLeftNanos) {
            return;
        }
        leaveRoom();
        if (ready) {
            choice.forgive();
        }
        proceed();
    }

    private void leaveRoom() {
        long waited = scope.nowNanos() - waitingSinceNanos;
        waitLeftNanos -= waited;
        account.queued(waited);
        scope.waitsNoMore(this);
        scope.room().leave();
    }

    // ---- the pod answers -------------------------------------------------------------------------------------------

    void head(HttpResponse head) {
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            informational = true; // Its empty end follows.
            return;
        }
        become(ExchangeState.HELD);
        held.hold(head, client.alloc());
        int code = head.status().code();
        if ((code == 502 || code == 503) && canGoElsewhere()) {
            dropConnection();
            retry("unavailable", ApiError.badGateway("the pod is unavailable"));
        }
    }

    void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (informational) {
            informational = !last;
            content.release();
        } else if (held.holdsBody()) {
            hold(content, last);
        } else if (state == ExchangeState.HELD && !last && !content.content().isReadable()) {
            content.release();
        } else {
            if (state == ExchangeState.HELD) {
                beginAnswer();
            }
            carry(content, last);
        }
    }

    private void beginAnswer() {
        become(ExchangeState.ANSWERING);
        account.firstByte(scope.nowNanos());
        attempt.answering();
        answer = new AnswerWatch(scope.borrowArray());
        request.release();
        HttpResponse head = held.takeHead();
        status = head.status().code();
        podKeepsAlive = HttpUtil.isKeepAlive(head);
        ForwardedHeaders.towardsClient(
                head.headers(), account.requestId(), attempt.target().pod().id().pod());
        client.beginAnswer(head);
    }

    private void carry(HttpContent content, boolean last) {
        if (content.content().isReadable()) {
            answer.saw(content.content(), account.stream());
        }
        if (last) {
            completeAnswer((LastHttpContent) content);
            return;
        }
        client.write(content);
        within(scope.config().pauseTimeoutMillis());
    }

    private void completeAnswer(LastHttpContent last) {
        Attempt done = attempt;
        endAttempt();
        if (podKeepsAlive) {
            scope.pool().giveBack(done.target().address(), done.connection(), scope.nowNanos());
        } else {
            done.connection().close();
        }
        client.endAnswer(last);
        finish(outcomeOfAnswer());
    }

    private Outcome outcomeOfAnswer() {
        if (status >= 500 || (account.stream() && answer.endsInError())) {
            return Outcome.FAILED;
        }
        return status >= 400 ? Outcome.CLIENT_ERROR : Outcome.COMPLETED;
    }

    void flushToClient() {
        if (state == ExchangeState.ANSWERING) {
            client.flush();
        }
    }

    private void hold(HttpContent content, boolean last) {
        held.append(content.content());
        content.release();
        if (last) {
            judgeNotFound();
        } else if (held.isLong()) {
            forwardHeld(false);
        }
    }

    private void judgeNotFound() {
        Target target = attempt.target();
        if (!held.isUnknownModel(target.route().engineName())) {
            forwardHeld(true);
            return;
        }
        target.drop();
        scope.deps().metrics().pairDropped();
        scope.causes()
                .warn(
                        "route dropped until the next table, the pod answered 404 model={} pod={}",
                        scan.model(),
                        target.pod().id());
        dropConnection();
        retry(
                "not-found",
                ApiError.unavailable("no_ready_pod", "no pod has the model '" + scan.model() + "' right now"));
    }

    private void forwardHeld(boolean whole) {
        ByteBuf bytes = held.takeBody();
        beginAnswer();
        carry(new DefaultHttpContent(bytes), false);
        if (whole) {
            carry(LastHttpContent.EMPTY_LAST_CONTENT, true);
        }
    }

    // ---- trouble ---------------------------------------------------------------------------------------------------

    /** The connection to the pod ended before the answer did. */
    void podGone() {
        switch (state) {
            case SENT, HELD -> {
                held.release();
                if (state == ExchangeState.SENT && attempt.onReusedConnection()) {
                    connect(); // Most probably it had idled too long, and the request never arrived.
                } else {
                    retry("reset", ApiError.badGateway("the pod's connection broke before it answered"));
                }
            }
            case ANSWERING -> breakAnswer(Outcome.FAILED, "the pod's connection broke");
            default -> endAttempt();
        }
    }

    private boolean canGoElsewhere() {
        return account.tries() < scope.config().maxTries()
                && scope.budget().has()
                && choice.isUsableWithout(attempt.target().pod().id(), scope.nowMillis());
    }

    private void retry(String cause, ApiError otherwise) {
        choice.avoid(attempt.target().pod().id());
        endAttempt();
        if (account.tries() >= scope.config().maxTries() || !scope.budget().take()) {
            fail(Outcome.FAILED, otherwise);
            return;
        }
        scope.deps().metrics().retried(cause);
        proceed();
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
            within(scope.config().pauseTimeoutMillis());
        }
    }

    boolean isOverdue(long nowNanos) {
        return deadlineNanos != 0 && nowNanos - deadlineNanos > 0;
    }

    void overdue() {
        if (state != ExchangeState.ANSWERING) {
            dropConnection();
            fail(Outcome.TIMED_OUT, ApiError.timeout("the pod did not answer in time"));
        } else if (clientStalled) {
            client.close(); // It does not read; its end is told by clientGone.
        } else {
            breakAnswer(Outcome.TIMED_OUT, "the pod stopped in the middle of its answer");
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
        client.breakAnswer(reason);
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
        deadlineNanos = 0;
        endAttempt();
        scope.ended(this);
        account.finish(policy, outcome, status, answer, scope.nowNanos());
        if (answer != null) {
            scope.returnArray(answer.array());
        }
        request.release();
        held.release();
    }

    private void leaveRoomIfWaiting() {
        if (state == ExchangeState.WAITING) {
            leaveRoom();
        }
    }

    private void dropConnection() {
        held.release();
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
        deadlineNanos = scope.nowNanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void become(ExchangeState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(state + " can't become " + next);
        }
        state = next;
    }
}
