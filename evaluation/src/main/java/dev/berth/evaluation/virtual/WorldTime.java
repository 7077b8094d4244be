package dev.berth.evaluation.virtual;

/** When the scenario's time 0 is in the world's time. */
final class WorldTime {
    private long beganNanos = -1;

    void trafficBegins(long nanos) {
        beganNanos = nanos;
    }

    boolean hasTraffic() {
        return beganNanos >= 0;
    }

    long beganNanos() {
        return beganNanos;
    }

    /** Seconds of traffic; before it, seconds since the world's start, less a day: long before anything that is judged. */
    double seconds(long nanos) {
        return hasTraffic() ? (nanos - beganNanos) / 1e9 : nanos / 1e9 - 86_400;
    }
}
