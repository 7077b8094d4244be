package dev.berth.router.http;

import dev.berth.router.table.Claim;
import dev.berth.router.table.Target;

/** One pod picked for one request, and the connection to it. */
final class Attempt {
    private final Claim claim;
    private boolean sent;
    /** Null until connected. */
    private PodConnection connection;

    private boolean reusedConnection;

    Attempt(Claim claim) {
        this.claim = claim;
    }

    Target target() {
        return claim.target();
    }

    void connected(PodConnection on, boolean reused) {
        connection = on;
        reusedConnection = reused;
    }

    void connectFailed(long nowMillis) {
        claim.connectFailed(nowMillis);
    }

    /** Null until connected. */
    PodConnection connection() {
        return connection;
    }

    /** Whether the connection had carried requests before: then its end may only mean that it had idled too long. */
    boolean onReusedConnection() {
        return reusedConnection;
    }

    /** Whether this is the first time; a request may be sent again to the same pod when an idle connection had gone stale. */
    boolean firstSend() {
        boolean first = !sent;
        sent = true;
        return first;
    }

    void answering() {
        claim.answering();
    }

    void end() {
        claim.end();
    }
}
