package dev.berth.domain.fleet;

import java.util.List;

/**
 * A pod as observed.
 *
 * @param id name and incarnation; the incarnation is empty while the pod was never reached
 * @param deployment namespaced name of its deployment
 * @param url {@code http://HOST:PORT} of the server, without a trailing slash
 * @param zone failure domain; empty if unknown
 * @param sinceMillis when it came into this readiness, Unix milliseconds
 * @param registered engine names of the adapters that its {@code /v1/models} lists, sorted
 */
public record PodState(
        PodIncarnation id,
        String deployment,
        String url,
        String zone,
        Readiness readiness,
        long sinceMillis,
        List<String> registered) {

    public PodState {
        registered = registered.stream().sorted().toList();
    }

    public boolean ready() {
        return readiness == Readiness.READY;
    }
}
