package dev.berth.router.http;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.Outcome;
import dev.berth.router.log.Decision;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.RequestFacts;
import dev.berth.router.pick.RequestShare;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.Target;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.CharsetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One accepted request, from the pick of a pod to the end of its answer; its states are {@link ExchangeState}'s.
 *
 * <p>The answer's head is kept back until the first byte of its body: engines send the head at once and the first token
 * later, and until the client has seen something the request can be sent elsewhere. Nothing else of the answer is held.
 * All of it runs on the client's event loop.
 */
final class Exchange {
    /** Of a 404, to tell an unknown model from an unknown path. */
    private static final int JUDGED_BYTES = 64 << 10;

    private final LoopScope scope;
    private final ClientConnection client;
    private final HttpRequest request;
    private final BodyScan scan;
    private final NamedPolicy policy;
    private final Accounting account;
    /** Pods that failed this request; forgotten when nothing else is left. */
    private List<PodIncarnation> avoided = List.of();

    private ExchangeState state = ExchangeState.NEW;
    /** Null once the answer has begun. */
    private ByteBuf body;

    private Attempt attempt;
    private HttpResponse heldHead;
    private ByteBuf heldBody;
    private AnswerWatch answer;
    private boolean informational;
    private boolean podKeepsAlive;
    private int status;
    private long deadlineNanos;
    private long waitingSinceNanos;
    private long waitLeftNanos;
    private boolean clientStalled;

    /**
     * @param body released by the exchange
     */
    Exchange(
            LoopScope scope,
            ClientConnection client,
            HttpRequest request,
            ByteBuf body,
            BodyScan scan,
            NamedPolicy policy,
            Accounting account) {
        this.scope = scope;
        this.client = client;
        this.request = request;
        this.body = body;
        this.scan = scan;
        this.policy = policy;
        this.account = account;
        this.waitLeftNanos = TimeUnit.MILLISECONDS.toNanos(scope.config().waitMillis());
        String key = scope.config().podApiKey();
        ForwardedHeaders.towardsPod(request.headers(), account.requestId(), key.isEmpty() ? null : "Bearer " + key);
    }

    void start() {
        scope.began(this);
        proceed();
    }

    // ---- picking ---------------------------------------------------------------------------------------------------

    private void proceed() {
        long now = scope.nowMillis();
        ModelView model = scope.deps().tables().view().model(scan.model());
        List<Target> usable = model == null ? List.of() : model.usable(now, avoided);
        if (usable.isEmpty()) {
            await();
            return;
        }
        pick(model, usable, now);
        PodConnection idle = scope.pool().poll(attempt.target().address(), scope.nowNanos());
        if (idle == null) {
            connect();
        } else {
            send(idle, true);
        }
    }

    private void pick(ModelView model, List<Target> usable, long nowMillis) {
        Deps deps = scope.deps();
        RequestFacts facts = new RequestFacts(
                model.model(),
                model.routes().adapter(),
                account.promptTokensEstimate(),
                model.traffic().outputs().next(scan.maxTokens()),
                model.traffic().nextPick());
        Pick pick = policy.policy().pick(facts, usable, deps.profiles(), scope.random());
        Target target = usable.get(pick.index());
        LatencyProfile profile = deps.profiles().of(target.pod().deployment());
        attempt = new Attempt(target, RequestShare.of(profile, facts.outputTokens(), facts.promptTokens()), nowMillis);
        String reason = pick.reason().text(target.route().tier());
        account.picked(target.pod().id(), reason, profile);
        deps.metrics().picked(policy.name(), reason);
        deps.decisions()
                .add(new Decision(
                        nowMillis,
                        account.requestId(),
                        model.model(),
                        target.pod().id().pod(),
                        policy.name(),
                        reason,
                        account.tries() + 1));
        if (pick.reason() == PickReason.NO_PROFILE) {
            scope.causes()
                    .warn(
                            "no profile, fewest requests instead policy={} deployment={}",
                            policy.name(),
                            target.pod().deployment());
        }
    }

    // ---- waiting ---------------------------------------------------------------------------------------------------

    private void await() {
        if (waitLeftNanos <= 0) {
            refuse(ApiError.unavailable("no_ready_pod", "no pod is ready for the model '" + scan.model() + "'"));
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

    /** Goes on if a pod is usable now, or gives up if the time for waiting is over. */
    void wake() {
        long waited = scope.nowNanos() - waitingSinceNanos;
        ModelView model = scope.deps().tables().view().model(scan.model());
        boolean ready =
                model != null && !model.usable(scope.nowMillis(), List.of()).isEmpty();
        if (!ready && waited < waitLeftNanos) {
            return;
        }
        leaveRoom();
        if (ready) {
            avoided = List.of(); // They were the only ones; one may have recovered.
            proceed();
        } else {
            await();
        }
    }

    private void leaveRoom() {
        long waited = scope.nowNanos() - waitingSinceNanos;
        waitLeftNanos -= waited;
        account.queued(waited);
        scope.waitsNoMore(this);
        scope.room().leave();
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    private void connect() {
        become(ExchangeState.CONNECTING);
        deadlineNanos = 0; // Connecting has a limit of its own.
        Attempt mine = attempt;
        scope.pool().connect(mine.target().address(), connection -> connected(mine, connection));
    }

    private void connected(Attempt mine, PodConnection connection) {
        if (connection == null) {
            mine.connectFailed(scope.nowMillis());
        } else {
            mine.target().health().connected();
            scope.deps().metrics().podConnection();
        }
        if (mine != attempt) {
            if (connection != null) { // The client left meanwhile.
                scope.pool().giveBack(mine.target().address(), connection, scope.nowNanos());
            }
            return;
        }
        if (connection != null) {
            send(connection, false);
            return;
        }
        scope.causes()
                .warn(
                        "pod set aside pod={} reason=\"can't connect\"",
                        mine.target().pod().id());
        endAttempt();
        scope.deps().metrics().retried("connect");
        proceed();
    }

    private void send(PodConnection connection, boolean reused) {
        become(ExchangeState.SENT);
        attempt.connected(connection, reused);
        if (attempt.firstSend()) {
            account.sent();
        }
        within(scope.config().answerTimeoutMillis());
        connection.send(this, podRequest(attempt.target()));
    }

    private FullHttpRequest podRequest(Target target) {
        ByteBuf content = target.engineNameJson() == null ? body.retainedDuplicate() : spliced(target.engineNameJson());
        request.headers().set(HttpHeaderNames.HOST, target.hostHeader());
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.readableBytes()));
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                request.method(),
                request.uri(),
                content,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    /** The body with the engine's name of the model in place of the client's; all other bytes as they were. */
    private ByteBuf spliced(byte[] engineName) {
        int from = body.readerIndex();
        ByteBuf changed =
                body.alloc().buffer(body.readableBytes() - (scan.modelEnd() - scan.modelStart()) + engineName.length);
        changed.writeBytes(body, from, scan.modelStart());
        changed.writeBytes(engineName);
        changed.writeBytes(body, from + scan.modelEnd(), body.readableBytes() - scan.modelEnd());
        return changed;
    }

    // ---- the pod answers -------------------------------------------------------------------------------------------

    void head(HttpResponse head) {
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            informational = true; // Its empty end follows.
            return;
        }
        become(ExchangeState.HELD);
        heldHead = head;
        int code = head.status().code();
        if (code == 404) {
            heldBody = body.alloc().buffer(512);
        } else if ((code == 502 || code == 503) && canGoElsewhere()) {
            dropConnection();
            retry("unavailable", ApiError.badGateway("the pod is unavailable"));
        }
    }

    void content(HttpContent content) {
        if (informational) {
            informational = !(content instanceof LastHttpContent);
            content.release();
            return;
        }
        if (heldBody != null) {
            hold(content);
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (state == ExchangeState.HELD) {
            if (!last && !content.content().isReadable()) {
                content.release();
                return;
            }
            beginAnswer();
        }
        carry(content, last);
    }

    private void carry(HttpContent content, boolean last) {
        ByteBuf bytes = content.content();
        if (bytes.isReadable()) {
            answer.saw(bytes, account.stream());
        }
        if (last) {
            completeAnswer((LastHttpContent) content);
            return;
        }
        client.write(content);
        within(scope.config().pauseTimeoutMillis());
    }

    private void beginAnswer() {
        become(ExchangeState.ANSWERING);
        account.firstByte(scope.nowNanos());
        attempt.answering();
        answer = new AnswerWatch(scope.borrowArray());
        body.release();
        body = null;
        HttpResponse head = heldHead;
        heldHead = null;
        status = head.status().code();
        podKeepsAlive = HttpUtil.isKeepAlive(head);
        ForwardedHeaders.towardsClient(
                head.headers(), account.requestId(), attempt.target().pod().id().pod());
        client.beginAnswer(head);
    }

    private void completeAnswer(LastHttpContent last) {
        Attempt done = attempt;
        PodConnection connection = done.connection();
        endAttempt();
        if (podKeepsAlive) {
            scope.pool().giveBack(done.target().address(), connection, scope.nowNanos());
        } else {
            connection.close();
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

    // ---- a 404 -----------------------------------------------------------------------------------------------------

    private void hold(HttpContent content) {
        heldBody.writeBytes(content.content());
        boolean last = content instanceof LastHttpContent;
        content.release();
        if (last) {
            judgeNotFound();
        } else if (heldBody.readableBytes() > JUDGED_BYTES) {
            forwardHeld(false);
        }
    }

    private void judgeNotFound() {
        Target target = attempt.target();
        if (!UnknownModelAnswer.is(
                heldBody.toString(CharsetUtil.UTF_8), target.route().engineName())) {
            forwardHeld(true);
            return;
        }
        target.drop();
        scope.deps().metrics().pairDropped();
        scope.causes()
                .warn(
                        "route dropped until the next table model={} pod={} reason=\"the pod answered 404\"",
                        scan.model(),
                        target.pod().id());
        dropConnection();
        retry(
                "not-found",
                ApiError.unavailable("no_ready_pod", "no pod has the model '" + scan.model() + "' right now"));
    }

    private void forwardHeld(boolean whole) {
        ByteBuf bytes = heldBody;
        heldBody = null;
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
                releaseHeld();
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
        ModelView model = scope.deps().tables().view().model(scan.model());
        return account.tries() < scope.config().maxTries()
                && scope.budget().has()
                && model != null
                && !model.usable(
                                scope.nowMillis(),
                                withAvoided(attempt.target().pod().id()))
                        .isEmpty();
    }

    private void retry(String cause, ApiError otherwise) {
        avoided = withAvoided(attempt.target().pod().id());
        endAttempt();
        if (account.tries() >= scope.config().maxTries() || !scope.budget().take()) {
            fail(Outcome.FAILED, otherwise);
            return;
        }
        scope.deps().metrics().retried(cause);
        proceed();
    }

    private List<PodIncarnation> withAvoided(PodIncarnation pod) {
        List<PodIncarnation> more = new ArrayList<>(avoided);
        more.add(pod);
        return more;
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
        if (state == ExchangeState.ENDED) {
            return;
        }
        become(ExchangeState.ENDED);
        deadlineNanos = 0;
        endAttempt();
        scope.ended(this);
        account.finish(policy, outcome, status, answer, scope.nowNanos());
        if (answer != null) {
            scope.returnArray(answer.array());
            answer = null;
        }
        if (body != null) {
            body.release();
            body = null;
        }
        releaseHeld();
    }

    private void leaveRoomIfWaiting() {
        if (state == ExchangeState.WAITING) {
            leaveRoom();
        }
    }

    private void dropConnection() {
        releaseHeld();
        if (attempt != null && attempt.connection() != null) {
            attempt.connection().close();
        }
    }

    private void endAttempt() {
        if (attempt != null) {
            attempt.end();
            attempt = null;
        }
    }

    private void releaseHeld() {
        heldHead = null;
        if (heldBody != null) {
            heldBody.release();
            heldBody = null;
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
