package dev.berth.router.http;

/** Whether the router is about to end: balancers learn it from the admin port before connections are closed. */
public final class Drain {
    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    public boolean hasBegun() {
        return begun;
    }
}
