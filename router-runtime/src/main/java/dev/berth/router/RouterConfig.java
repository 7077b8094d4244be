package dev.berth.router;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.Doc;
import dev.berth.router.access.AccessConfig;
import dev.berth.router.http.HttpConfig;
import dev.berth.router.log.KafkaConfig;
import dev.berth.router.pick.Policies;
import dev.berth.router.rollout.ModelsConfig;

/** Everything that can be set of a router. */
public record RouterConfig(
        @Doc("this router's name, unique in the fleet: its field in the hash of routers") String name,
        @Doc(
                        "policy of requests whose routing-strategy header names none: random, round-robin, least-request, lora-affinity, prefix-affinity, load-balanced-prefix, slo (also slo-least-load-pulling), slo-least-load, slo-pack-load or slo-affinity")
                String policy,
        @Doc("address of the admin port") String adminHost,
        @Doc("port for /metrics, /healthz and /debug; 0: any free one") int adminPort,
        @Doc("Redis, redis://HOST:PORT; empty: none, and the table must come from a file") String redis,
        @Doc("the fleet's name, in the keys of Redis") String fleet,
        @Doc("JSON file with a routing table, read again when it changes; empty: the table comes from Redis")
                String table,
        @Doc("time between two reads of the profiles, milliseconds") int profilePeriodMillis,
        @Doc("seed of the picks' randomness; 0: another one at each start") long seed,
        HttpConfig http,
        KafkaConfig kafka,
        ModelsConfig models,
        AccessConfig access) {

    public static final RouterConfig DEFAULTS = new RouterConfig(
            "router-1",
            Policies.SLO_AFFINITY,
            "127.0.0.1",
            8081,
            "",
            "default",
            "",
            5_000,
            0,
            HttpConfig.DEFAULTS,
            KafkaConfig.DEFAULTS,
            ModelsConfig.DEFAULTS,
            AccessConfig.DEFAULTS);

    public RouterConfig {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a router needs a name");
        }
        if (Policies.named(policy).isEmpty()) {
            throw new IllegalArgumentException(Policies.unknown(policy));
        }
        if (adminPort < 0 || adminPort > 65_535) {
            throw new IllegalArgumentException("adminPort must be 0 to 65535, not " + adminPort);
        }
        if (profilePeriodMillis <= 0) {
            throw new IllegalArgumentException("profilePeriodMillis must be > 0");
        }
    }

    /** Whether a router that runs with this configuration needs a new start for another one. */
    boolean needsRestartFor(RouterConfig other) {
        return !fixed().equals(other.fixed());
    }

    /** All that is read once, with the rest left out. */
    private RouterConfig fixed() {
        HttpConfig h = http;
        HttpConfig fixedHttp = HttpConfig.DEFAULTS.listening(h.host(), h.port(), h.eventLoops(), h.nativeTransport());
        return new RouterConfig(
                name,
                DEFAULTS.policy,
                adminHost,
                adminPort,
                redis,
                fleet,
                table,
                profilePeriodMillis,
                seed,
                fixedHttp,
                kafka,
                ModelsConfig.DEFAULTS,
                access);
    }

    /**
     * @throws ConfigException if there is nowhere to read a table from
     */
    void check() {
        if (redis.isEmpty() && table.isEmpty()) {
            throw new ConfigException("a router needs a routing table: give --redis URL, or --table FILE");
        }
    }
}
