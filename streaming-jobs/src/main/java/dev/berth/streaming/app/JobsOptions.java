package dev.berth.streaming.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import dev.berth.streaming.demand.DemandConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that lie over the configuration file, which lies over the defaults. */
final class JobsOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration file (YAML)")
    private Path file;

    @Option(names = "--redis", paramLabel = "URL", description = "Redis of the fleet, redis://HOST:PORT")
    private String redis;

    @Option(names = "--fleet", paramLabel = "NAME", description = "name of the fleet")
    private String fleet;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka's bootstrap servers")
    private String kafka;

    @Option(
            names = "--rest-port",
            paramLabel = "N",
            description = "port of Flink's REST interface, on 127.0.0.1 (default 8083; 0: any)")
    private Integer restPort;

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description = "port of Flink's metrics for Prometheus, on all interfaces (default: none)")
    private Integer metricsPort;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "directory of checkpoints that the next start goes on from (default: a temporary one)")
    private Path state;

    @Option(names = "--window", paramLabel = "SECONDS", description = "length of demand's window (default 60)")
    private Long window;

    @Option(names = "--slide", paramLabel = "SECONDS", description = "how often a window closes (default 5)")
    private Long slide;

    @Option(
            names = "--jobs",
            split = ",",
            paramLabel = "NAME",
            description = "which to run (default: EngineScrapeJob,DemandJob,ProfileJob)")
    private List<String> jobs = List.of();

    /** Names of the jobs that are wanted; empty for all. */
    List<String> jobs() {
        return jobs;
    }

    JobsConfig config() {
        JobsConfig config = fromFile();
        return new JobsConfig(
                or(redis, config.redis()),
                or(fleet, config.fleet()),
                or(kafka, config.kafka()),
                or(restPort, config.restPort()),
                config.rpcPort(),
                or(metricsPort, config.metricsPort()),
                state == null ? config.state() : state.toString(),
                demand(config.demand()),
                config.scrape(),
                config.profile());
    }

    private JobsConfig fromFile() {
        if (file == null) {
            return JobsConfig.DEFAULTS;
        }
        try {
            return ConfigText.read(file.toString(), Files.readString(file), JobsConfig.DEFAULTS);
        } catch (IOException e) {
            throw new ConfigException("the configuration file " + file + " can't be read: " + e.getMessage());
        }
    }

    private DemandConfig demand(DemandConfig given) {
        return new DemandConfig(
                or(window, given.windowSeconds()),
                or(slide, given.slideSeconds()),
                given.outOfOrderMillis(),
                given.idleMillis(),
                given.futureMillis(),
                given.materialChange(),
                given.rewriteMillis());
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
