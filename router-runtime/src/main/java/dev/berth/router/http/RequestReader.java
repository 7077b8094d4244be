package dev.berth.router.http;

import dev.berth.domain.Version;
import dev.berth.router.pick.Policies;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.RoutingView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;

/** One request while it comes in: its body in one piece, and what is to be done with it when it is complete. */
final class RequestReader {
    /** What is set aside on a client's word; more only as bytes come. */
    private static final int MOST_AT_ONCE = 1 << 20;

    private final LoopScope scope;
    private final HttpRequest head;
    private final long arrivedNanos;
    private final long arrivedAtMillis;
    private final String path;
    private final Endpoint endpoint;
    private ByteBuf body;

    RequestReader(LoopScope scope, HttpRequest head, long arrivedNanos) {
        this.scope = scope;
        this.head = head;
        this.arrivedNanos = arrivedNanos;
        this.arrivedAtMillis = scope.nowMillis();
        this.path = Endpoint.pathOf(head.uri());
        this.endpoint = Endpoint.of(head.method(), path);
    }

    /** What is wrong with the request even before its body; null if nothing is. */
    ApiError errorOfHead() {
        return HttpUtil.getContentLength(head, 0L) > scope.config().maxBodyBytes()
                ? ApiError.tooLarge(scope.config().maxBodyBytes())
                : null;
    }

    /**
     * @return whether the body is within the limit
     */
    boolean append(ByteBuf bytes) {
        int size = bytes.readableBytes();
        if (size == 0) {
            return true;
        }
        if (body == null) {
            long announced = HttpUtil.getContentLength(head, 0L);
            if (size == announced) {
                body = bytes.retain(); // All of it in one read, as nearly always: no copy.
                return true;
            }
            body = PooledByteBufAllocator.DEFAULT.buffer((int) Math.max(size, Math.min(announced, MOST_AT_ONCE)));
        }
        if (body.readableBytes() + size > scope.config().maxBodyBytes()) {
            return false;
        }
        body.writeBytes(bytes);
        return true;
    }

    void release() {
        if (body != null) {
            body.release();
            body = null;
        }
    }

    /** The body is complete. */
    void dispatch(ClientConnection client) {
        if (endpoint == Endpoint.MODEL_REQUEST) {
            modelRequest(client);
            return;
        }
        release();
        RoutingView view = scope.deps().tables().view();
        switch (endpoint) {
            case MODELS -> client.answerWhole(200, ModelList.all(view), null);
            case MODEL -> oneModel(client, view);
            case WRONG_METHOD ->
                client.answerError(ApiError.wrongMethod(head.method().name(), path), null);
            default -> client.answerError(ApiError.noSuchPath(path), null);
        }
    }

    private void oneModel(ClientConnection client, RoutingView view) {
        String name;
        try {
            name = QueryStringDecoder.decodeComponent(path.substring(Endpoint.MODELS_PATH.length() + 1));
        } catch (IllegalArgumentException e) {
            client.answerError(ApiError.noSuchPath(path), null);
            return;
        }
        byte[] card = ModelList.one(view, name);
        if (card == null) {
            client.answerError(ApiError.noSuchModel(name), null);
        } else {
            client.answerWhole(200, card, null);
        }
    }

    private void modelRequest(ClientConnection client) {
        String given = ForwardedHeaders.requestIdOf(head.headers());
        String requestId = given == null ? scope.newRequestId() : given;
        BodyScan scan;
        int length = body == null ? 0 : body.readableBytes();
        byte[] bytes = body == null ? new byte[0] : scope.bytesOf(body);
        try {
            scan = BodyScan.of(bytes, length);
        } catch (BodyScan.UnusableBodyException e) {
            turnAway(client, e.error(), requestId);
            return;
        }
        RoutingView view = scope.deps().tables().view();
        ModelView model = view.model(scan.model());
        if (model == null) {
            turnAway(client, unknownModel(view, scan.model()), requestId);
            return;
        }
        HttpHeaders headers = head.headers();
        String wanted = headers.get(ForwardedHeaders.POLICY);
        NamedPolicy policy = scope.policy(wanted == null ? scope.deps().defaultPolicy() : wanted);
        if (policy == null) {
            turnAway(
                    client,
                    ApiError.badRequest("unknown_policy", "routing-strategy", Policies.unknown(wanted)),
                    requestId);
            return;
        }
        String tenant = headers.get(ForwardedHeaders.TENANT);
        Accounting account = new Accounting(
                scope.deps(),
                model,
                requestId,
                tenant == null ? "" : tenant,
                scan.stream(),
                length,
                arrivedAtMillis,
                arrivedNanos);
        OutgoingRequest request =
                new OutgoingRequest(head, body, scan, requestId, scope.config().podApiKey());
        PrefixBlocks prefix = policy.policy().wantsPrefix()
                ? PrefixBlocks.ofBody(bytes, length, account.bytesPerToken())
                : PrefixBlocks.NONE;
        client.serve(new Exchange(scope, client, request, scan, prefix, policy, account));
    }

    /** Before the first table nobody can say that a model does not exist. */
    private static ApiError unknownModel(RoutingView view, String name) {
        return view.version().equals(Version.NONE)
                ? ApiError.unavailable("no_routing_table", "the router has no routing table yet")
                : ApiError.noSuchModel(name);
    }

    private void turnAway(ClientConnection client, ApiError error, String requestId) {
        release();
        client.answerError(error, requestId);
    }
}
