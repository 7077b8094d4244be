package dev.berth.router.table;

/** One pod picked for one request. It is counted on the pod from here until {@link #end()}. */
public final class Claim {
    private final Target target;
    private final long units;
    private final boolean probe;
    private boolean answering;
    private boolean ended;

    /**
     * @param share of the pod that the request will hold
     */
    Claim(Target target, double share, long nowMillis) {
        this.target = target;
        this.units = target.live().begun(share);
        this.probe = target.health().picked(nowMillis);
    }

    public Target target() {
        return target;
    }

    public void connectFailed(long nowMillis) {
        target.health().failed(nowMillis, probe);
    }

    /** The answer has begun. */
    public void answering() {
        answering = true;
        target.live().answering();
    }

    /** The pod no longer has the request; more than once is harmless. */
    public void end() {
        if (!ended) {
            ended = true;
            target.live().ended(units, answering);
        }
    }
}
