package dev.berth.router.http;

import dev.berth.domain.Version;
import dev.berth.router.access.KeyRing;
import dev.berth.router.access.Tenant;
import dev.berth.router.http.wire.HeaderKind;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.http.wire.RequestHead;
import dev.berth.router.pick.Policies;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.rollout.Rollouts.Served;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.RoutingView;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.QueryStringDecoder;

/** One request while it comes in, and what is to be done with it when it is complete. */
final class RequestReader {
    private static final byte[] NO_BYTES = {};
    private static final int LONGEST_TENANT = 128;

    private final LoopScope scope;
    private final RequestHead head;
    private final RequestBody body;
    private final KeyRing keys;
    /** Null if nobody is asked for a key, or the key is nobody's. */
    private final Tenant tenant;

    private final long arrivedNanos;
    private final long arrivedAtMillis;
    private final String path;
    private final Endpoint endpoint;

    RequestReader(LoopScope scope, RequestHead head, long arrivedNanos) {
        this.scope = scope;
        this.head = head;
        this.body = new RequestBody(
                head, scope.config().maxBodyBytes(), scope.deps().held());
        this.keys = scope.settings().keys();
        this.tenant = keys.isClosed() ? scope.tenant(head.header(HeaderKind.AUTHORIZATION)) : null;
        this.arrivedNanos = arrivedNanos;
        this.arrivedAtMillis = scope.nowMillis();
        this.path = Endpoint.pathOf(head.target());
        this.endpoint = Endpoint.of(head.method(), path);
    }

    /** What is wrong with the request even before its body; null if nothing is. */
    ApiError errorOfHead() {
        if (keys.isClosed() && tenant == null) {
            return ApiError.unauthorised();
        }
        return body.isAnnouncedTooLarge() ? ApiError.tooLarge(scope.config().maxBodyBytes()) : null;
    }

    /** Takes what belongs to the body off the readable bytes. */
    RequestBody.Progress read(ByteBuf in) throws MalformedHttpException {
        return body.read(in);
    }

    void release() {
        body.release();
    }

    /** The body is complete. */
    void dispatch(ClientConnection client) {
        if (endpoint == Endpoint.MODEL_REQUEST) {
            modelRequest(client);
            return;
        }
        release();
        RoutingView view = scope.deps().tables().view();
        String requestId = requestId();
        switch (endpoint) {
            case MODELS ->
                client.answerDocument(ModelList.all(view, scope.settings().rollouts()), requestId);
            case MODEL -> oneModel(client, view, requestId);
            case WRONG_METHOD -> client.answerError(ApiError.wrongMethod(head.method(), path), requestId);
            default -> client.answerError(ApiError.noSuchPath(path), requestId);
        }
    }

    private String requestId() {
        String given = RequestIds.fit(head.header(HeaderKind.REQUEST_ID));
        return given == null ? scope.newRequestId() : given;
    }

    private void oneModel(ClientConnection client, RoutingView view, String requestId) {
        String name;
        try {
            name = QueryStringDecoder.decodeComponent(path.substring(Endpoint.MODELS_PATH.length() + 1));
        } catch (IllegalArgumentException e) {
            client.answerError(ApiError.noSuchPath(path), requestId);
            return;
        }
        byte[] card = ModelList.one(view, scope.settings().rollouts(), name);
        if (card == null) {
            client.answerError(ApiError.noSuchModel(name), requestId);
        } else {
            client.answerDocument(card, requestId);
        }
    }

    private void modelRequest(ClientConnection client) {
        String requestId = requestId();
        BodyScan scan;
        int length = body.length();
        byte[] bytes = length == 0 ? NO_BYTES : scope.bytesOf(body.bytes());
        try {
            scan = BodyScan.of(bytes, length, scope.stringBlocks());
        } catch (BodyScan.UnusableBodyException e) {
            turnAway(client, e.error(), requestId);
            return;
        }
        RoutingView view = scope.deps().tables().view();
        Served served = scope.settings().rollouts().next(scan.model(), view::isRoutable);
        ModelView model = view.model(served.model());
        if (model == null) {
            turnAway(client, unknownModel(view, scan.model()), requestId);
            return;
        }
        String wanted = head.header(HeaderKind.POLICY);
        NamedPolicy policy = scope.policy(wanted == null ? scope.settings().policy() : wanted);
        if (policy == null) {
            turnAway(
                    client,
                    ApiError.badRequest("unknown_policy", "routing-strategy", Policies.unknown(wanted)),
                    requestId);
            return;
        }
        Accounting account = new Accounting(
                scope.deps(),
                model,
                served,
                tenant,
                new Accounting.Arrival(requestId, tenantName(), scan.stream(), length, arrivedAtMillis, arrivedNanos));
        ApiError refused = account.admit();
        if (refused != null) {
            turnAway(client, refused, requestId);
            return;
        }
        OutgoingRequest request =
                new OutgoingRequest(head, body, scan, requestId, tenantName(), scope.podAuthorization());
        PrefixBlocks prefix = policy.policy().wantsPrefix()
                ? PrefixBlocks.ofBody(bytes, length, account.bytesPerToken())
                : PrefixBlocks.NONE;
        client.serve(new Exchange(scope, client, request, scan, prefix, policy, account));
    }

    /** The key's, or where none is asked for the one that the client says. */
    private String tenantName() {
        if (tenant != null) {
            return tenant.name();
        }
        String said = head.header(HeaderKind.TENANT);
        return said == null || said.length() > LONGEST_TENANT ? "" : said;
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
