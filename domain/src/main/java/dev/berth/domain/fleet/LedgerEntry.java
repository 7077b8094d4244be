package dev.berth.domain.fleet;

/**
 * What the actuator did, and is doing, about one adapter on one pod.
 *
 * @param adapter catalog name
 * @param engineName what this pod's engine knows it as
 * @param pod the incarnation it was done to
 * @param tries loads that failed in a row
 * @param retryAfterMillis a failed pair is not tried before, Unix milliseconds; {@code Long.MAX_VALUE} if never again
 *     (a final error); planners leave it out until then
 * @param reason why it failed, in one sentence; empty otherwise
 * @param loadSeconds how long the last load took; 0 if none ended well
 * @param sinceMillis when it came into this state
 * @param zombie unloaded, but by a bug of vLLM's (its issue 54839) still resident in host memory: it counts against
 *     {@code max_cpu_loras} and never against slots
 */
public record LedgerEntry(
        String adapter,
        String engineName,
        PodIncarnation pod,
        PairState state,
        int tries,
        long retryAfterMillis,
        String reason,
        double loadSeconds,
        long sinceMillis,
        boolean zombie) {

    /** The same pair in its next state. */
    public LedgerEntry become(PairState next, long nowMillis) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(adapter + " on " + pod + " cannot go from " + state + " to " + next);
        }
        if (next == state) {
            return this;
        }
        return new LedgerEntry(
                adapter, engineName, pod, next, tries, retryAfterMillis, reason, loadSeconds, nowMillis, zombie);
    }
}
