package dev.berth.router.table;

/**
 * Keeps retries from multiplying the load of a fleet in trouble: each request earns a part of a retry, and a reserve lets a
 * pod that dies with many requests be survived. For one event loop; not thread-safe.
 */
public final class RetryBudget {
    private double earned;
    private double most;
    private double left;

    /**
     * @param reserve retries that may be made at once
     * @param ratio retries earned by a request
     */
    public RetryBudget(int reserve, double ratio) {
        this.earned = ratio;
        this.most = reserve;
        this.left = reserve;
    }

    /** Other limits; what was spent stays spent. */
    public void limit(int reserve, double ratio) {
        left = Math.max(0, left + reserve - most);
        most = reserve;
        earned = ratio;
    }

    public void request() {
        left = Math.min(most, left + earned);
    }

    public boolean has() {
        return left >= 1;
    }

    public boolean take() {
        if (!has()) {
            return false;
        }
        left--;
        return true;
    }
}
