package dev.berth.router.http;

import dev.berth.domain.config.Doc;
import java.util.Map;

/** How the router speaks HTTP, with clients and with pods. */
public record HttpConfig(
        @Doc("address to listen on") String host,
        @Doc("port to listen on; 0: any free one") int port,
        @Doc("event loops; 0: one for each core") int eventLoops,
        @Doc("whether to use native epoll where the machine has it") boolean nativeTransport,
        @Doc("largest request body that is taken, bytes; a larger one is answered with 413") int maxBodyBytes,
        @Doc(
                        "bytes of requests that may be held at once, of all clients together; while they are used up more are answered with 429")
                long maxHeldBytes,
        @Doc("client connections that are kept at once; more are closed as they come") int maxConnections,
        @Doc("time in which a client must have sent its request's body, milliseconds") int bodyTimeoutMillis,
        @Doc("time after which an idle client connection is closed, milliseconds") int clientIdleMillis,
        @Doc(
                        "how long a request waits for a ready pod, or for room where the policy admits by capacity, before 503, milliseconds")
                int waitMillis,
        @Doc("requests that may wait for a ready pod at once; more are answered with 503") int waitingRoom,
        @Doc("time to connect to a pod, milliseconds") int connectTimeoutMillis,
        @Doc("time in which a pod must send the first byte of its answer's body, milliseconds") int answerTimeoutMillis,
        @Doc("longest pause within an answer, milliseconds") int pauseTimeoutMillis,
        @Doc("time for a whole request from its arrival to the last byte of its answer, milliseconds; 0: no limit")
                int totalTimeoutMillis,
        @Doc("other times for the pods of a deployment, by its namespaced name") Map<String, PodTimeouts> deployments,
        @Doc(
                        "time after which an idle connection to a pod is not used again, milliseconds; below the pod's own limit (uvicorn: 5 s)")
                int podIdleMillis,
        @Doc("pods that a request may be sent to in all, each only before the first byte of an answer") int maxTries,
        @Doc("retries that may be made at once, for each event loop, whatever the traffic") int retryReserve,
        @Doc("share of requests that may be retried once the reserve is used up, 0 to 1") double retryRatio,
        @Doc("key that pods ask for (vLLM's --api-key); empty: none. Clients' own Authorization is never passed on")
                String podApiKey,
        @Doc("time that requests have to end when the router stops, milliseconds") int drainMillis,
        @Doc(
                        "time at the beginning of that in which new connections and requests are still taken, so that clients and balancers can learn of it, milliseconds")
                int lingerMillis,
        ProbeConfig probes) {

    public static final HttpConfig DEFAULTS = new HttpConfig(
            "127.0.0.1",
            8080,
            0,
            true,
            16 << 20,
            96L << 20,
            16_384,
            30_000,
            75_000,
            20_000,
            1_024,
            1_000,
            300_000,
            120_000,
            3_600_000,
            Map.of(),
            4_000,
            3,
            500,
            0.2,
            "",
            10_000,
            250,
            ProbeConfig.DEFAULTS);

    public HttpConfig {
        deployments = Map.copyOf(deployments);
        if (maxHeldBytes < maxBodyBytes || maxConnections <= 0 || totalTimeoutMillis < 0 || lingerMillis < 0) {
            throw new IllegalArgumentException("http.maxHeldBytes must be at least maxBodyBytes, maxConnections > 0,"
                    + " totalTimeoutMillis and lingerMillis >= 0");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("http.port must be 0 to 65535, not " + port);
        }
        if (maxBodyBytes <= 0 || maxTries <= 0 || connectTimeoutMillis <= 0 || waitMillis < 0 || waitingRoom < 0) {
            throw new IllegalArgumentException(
                    "http.maxBodyBytes, maxTries and connectTimeoutMillis must be > 0, waitMillis and waitingRoom >= 0");
        }
        if (!(retryRatio >= 0 && retryRatio <= 1)) {
            throw new IllegalArgumentException("http.retryRatio must be 0 to 1, not " + retryRatio);
        }
    }

    /** What the pods of a deployment are given time for. */
    PodTimeouts timeouts(String deployment) {
        PodTimeouts general =
                new PodTimeouts(connectTimeoutMillis, answerTimeoutMillis, pauseTimeoutMillis, totalTimeoutMillis);
        PodTimeouts own = deployments.get(deployment);
        return own == null ? general : own.over(general);
    }

    public HttpConfig withPort(int newPort) {
        return listening(host, newPort, eventLoops, nativeTransport);
    }

    public HttpConfig withHost(String newHost) {
        return listening(newHost, port, eventLoops, nativeTransport);
    }

    /** The same but for where and how it listens, which a running router can't change. */
    public HttpConfig listening(String newHost, int newPort, int newEventLoops, boolean newNativeTransport) {
        return new HttpConfig(
                newHost,
                newPort,
                newEventLoops,
                newNativeTransport,
                maxBodyBytes,
                maxHeldBytes,
                maxConnections,
                bodyTimeoutMillis,
                clientIdleMillis,
                waitMillis,
                waitingRoom,
                connectTimeoutMillis,
                answerTimeoutMillis,
                pauseTimeoutMillis,
                totalTimeoutMillis,
                deployments,
                podIdleMillis,
                maxTries,
                retryReserve,
                retryRatio,
                podApiKey,
                drainMillis,
                lingerMillis,
                probes);
    }
}
