package dev.berth.streaming.app;

import dev.berth.domain.config.Doc;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.profile.ProfileConfig;
import dev.berth.streaming.scrape.ScrapeConfig;

/** Configuration of the streaming jobs. */
public record JobsConfig(
        @Doc("Redis of the fleet") String redis,
        @Doc("name of the fleet; the prefix of its keys") String fleet,
        @Doc("Kafka's bootstrap servers") String kafka,
        @Doc("port of Flink's REST interface on 127.0.0.1; 0 for any free one") int restPort,
        @Doc("port that TaskManagers connect to on 127.0.0.1; 0 for any free one") int rpcPort,
        @Doc("port of Flink's metrics for Prometheus, on all interfaces; 0 for none") int metricsPort,
        @Doc(
                        "directory of checkpoints, shared with the TaskManagers, that the next start goes on from; if none, a temporary one")
                String state,
        DemandConfig demand,
        ScrapeConfig scrape,
        ProfileConfig profile) {

    public static final JobsConfig DEFAULTS = new JobsConfig(
            "redis://127.0.0.1:6379",
            "default",
            "127.0.0.1:9092",
            8083,
            6123,
            0,
            "",
            DemandConfig.DEFAULTS,
            ScrapeConfig.DEFAULTS,
            ProfileConfig.DEFAULTS);

    public JobsConfig {
        if (redis.isEmpty() || fleet.isEmpty() || kafka.isEmpty()) {
            throw new IllegalArgumentException("redis, fleet and kafka must not be empty");
        }
        requirePort("restPort", restPort);
        requirePort("rpcPort", rpcPort);
        requirePort("metricsPort", metricsPort);
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + " is a port, 0 to 65535, not " + port);
        }
    }
}
