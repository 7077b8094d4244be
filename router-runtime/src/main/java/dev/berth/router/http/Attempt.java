package dev.berth.router.http;

import dev.berth.router.table.Booking;
import dev.berth.router.table.Target;

/** One pod picked for one request. It is counted on the pod from here until {@link #end()}. */
final class Attempt {
    private final Target target;
    private final Booking booking;
    private final boolean probe;
    private boolean sent;
    /** Null until connected. */
    private PodConnection connection;

    private boolean reusedConnection;

    Attempt(Target target, Booking booking, long nowMillis) {
        this.target = target;
        this.booking = booking;
        this.probe = target.health().picked(nowMillis);
    }

    Target target() {
        return target;
    }

    void connected(PodConnection on, boolean reused) {
        connection = on;
        reusedConnection = reused;
    }

    void connectFailed(long nowMillis) {
        target.health().failed(nowMillis, probe);
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
        booking.answering();
    }

    void end() {
        booking.ended();
    }
}
