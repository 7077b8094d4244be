package dev.berth.router.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/** Which headers go on to a pod and back to a client: end-to-end ones, and the router's own. */
final class ForwardedHeaders {
    static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    static final AsciiString POD = AsciiString.cached("x-berth-pod");
    static final AsciiString POLICY = AsciiString.cached("routing-strategy");
    static final AsciiString TENANT = AsciiString.cached("user");

    private static final int LONGEST_REQUEST_ID = 128;

    private static final List<AsciiString> HOP_BY_HOP = List.of(
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.PROXY_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHORIZATION,
            HttpHeaderNames.TE,
            HttpHeaderNames.TRAILER,
            HttpHeaderNames.UPGRADE);

    private ForwardedHeaders() {}

    /**
     * Makes a client's headers those of the request to a pod, in place; host and length are set with each try. The answer
     * must come as it is, since the router reads the token usage at its end: no compression is asked for.
     *
     * @param podAuthorization value of {@code Authorization}, null for none
     */
    static void towardsPod(HttpHeaders headers, String requestId, String podAuthorization) {
        removeHopByHop(headers);
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        headers.remove(HttpHeaderNames.EXPECT);
        headers.remove(HttpHeaderNames.ACCEPT_ENCODING);
        headers.remove(HttpHeaderNames.AUTHORIZATION);
        headers.remove(POLICY);
        headers.set(REQUEST_ID, requestId);
        if (podAuthorization != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, podAuthorization);
        }
    }

    /** Makes a pod's headers those of the answer to the client, in place; framing is the caller's. */
    static void towardsClient(HttpHeaders headers, String requestId, String pod) {
        removeHopByHop(headers);
        headers.set(REQUEST_ID, requestId);
        headers.set(POD, pod);
    }

    private static void removeHopByHop(HttpHeaders headers) {
        String connection = headers.get(HttpHeaderNames.CONNECTION);
        if (connection != null) {
            removeNamed(headers, connection);
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        for (int i = 0; i < HOP_BY_HOP.size(); i++) {
            headers.remove(HOP_BY_HOP.get(i));
        }
    }

    /** {@code Connection} may name further headers that are for this hop only. */
    private static void removeNamed(HttpHeaders headers, String connection) {
        if (connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close")) {
            return;
        }
        for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : line.split(",", -1)) {
                String header = name.strip();
                // A request must not be able to have its own framing removed.
                if (!header.isEmpty() && !header.equalsIgnoreCase("content-length")) {
                    headers.remove(header);
                }
            }
        }
    }

    /** The client's own id if it is fit to be logged and passed on; null otherwise. */
    static String requestIdOf(HttpHeaders headers) {
        String given = headers.get(REQUEST_ID);
        if (given == null || given.isEmpty() || given.length() > LONGEST_REQUEST_ID) {
            return null;
        }
        for (int i = 0; i < given.length(); i++) {
            if (given.charAt(i) <= ' ' || given.charAt(i) > '~') {
                return null;
            }
        }
        return given;
    }
}
