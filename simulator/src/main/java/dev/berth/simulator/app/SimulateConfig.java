package dev.berth.simulator.app;

import dev.berth.domain.config.Doc;
import dev.berth.simulator.http.PodConfig;

/** What {@code ./berth simulate --config FILE} reads. */
public record SimulateConfig(
        @Doc("file of engine coefficients, or the name of one in datasets/engines") String engine,
        @Doc("GPU slots; 0 takes the engine file's") int maxLoras,
        @Doc("adapters in host memory; 0 takes the engine file's, or maxLoras if that is larger") int maxCpuLoras,
        @Doc("file of output lengths, lines requestId,outputTokens; empty draws all lengths") String lengths,
        @Doc("seed of the output lengths that are drawn") long seed,
        @Doc("seconds that the pod takes to start before it listens") double startSeconds,
        PodConfig pod) {

    public static final SimulateConfig DEFAULTS = new SimulateConfig("a10", 0, 0, "", 1, 0, PodConfig.DEFAULTS);

    public SimulateConfig {
        if (!(startSeconds >= 0)) {
            throw new IllegalArgumentException("startSeconds is at least 0, not " + startSeconds);
        }
    }
}
