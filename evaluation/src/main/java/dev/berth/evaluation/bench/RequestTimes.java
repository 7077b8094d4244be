package dev.berth.evaluation.bench;

/** What one request took, in the engine's seconds. */
record RequestTimes(double ttftSeconds, double e2eSeconds, long outputTokens) {
    double tpotSeconds() {
        return (e2eSeconds - ttftSeconds) / (outputTokens - 1);
    }
}
