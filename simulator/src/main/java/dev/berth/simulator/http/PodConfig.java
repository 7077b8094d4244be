package dev.berth.simulator.http;

import dev.berth.domain.config.Doc;

/** How a simulated pod presents itself; what its engine can do is in the engine's own file. */
public record PodConfig(
        @Doc("name of the pod, in its log and its ready line") String name,
        @Doc("address to listen on") String host,
        @Doc("port to listen on; 0 takes a free one") int port,
        @Doc("name that the base model is served by") String baseModel,
        @Doc("key that paths under /v1 ask for as a bearer token; empty asks for none") String apiKey,
        @Doc("how many times faster than real time the engine runs") double speed,
        @Doc("a lora_path that contains this text does not exist") String missingPathMarker,
        @Doc("largest request body, bytes") int maxBodyBytes,
        @Doc("most series of vllm:lora_requests_info; vLLM itself never drops one") int maxLoraInfoSeries,
        ServerFlags flags) {

    public static final PodConfig DEFAULTS =
            new PodConfig("pod", "127.0.0.1", 0, "base", "", 1.0, "missing", 8 << 20, 2000, ServerFlags.DEFAULTS);

    public PodConfig {
        if (!(speed > 0) || speed > 10_000) {
            throw new IllegalArgumentException("speed is above 0 and at most 10000, not " + speed);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        if (name.isBlank() || baseModel.isBlank() || missingPathMarker.isEmpty()) {
            throw new IllegalArgumentException("name, baseModel and missingPathMarker are not empty");
        }
    }

    /** The defaults for a pod of this name on a free port. */
    public static PodConfig of(String name, String baseModel) {
        PodConfig d = DEFAULTS;
        return new PodConfig(
                name, d.host, 0, baseModel, "", 1, d.missingPathMarker, d.maxBodyBytes, d.maxLoraInfoSeries, d.flags);
    }

    public PodConfig withPort(int newPort) {
        return new PodConfig(
                name,
                host,
                newPort,
                baseModel,
                apiKey,
                speed,
                missingPathMarker,
                maxBodyBytes,
                maxLoraInfoSeries,
                flags);
    }

    public PodConfig withApiKey(String key) {
        return new PodConfig(
                name, host, port, baseModel, key, speed, missingPathMarker, maxBodyBytes, maxLoraInfoSeries, flags);
    }

    public PodConfig withSpeed(double newSpeed) {
        return new PodConfig(
                name,
                host,
                port,
                baseModel,
                apiKey,
                newSpeed,
                missingPathMarker,
                maxBodyBytes,
                maxLoraInfoSeries,
                flags);
    }

    public PodConfig withFlags(ServerFlags newFlags) {
        return new PodConfig(
                name,
                host,
                port,
                baseModel,
                apiKey,
                speed,
                missingPathMarker,
                maxBodyBytes,
                maxLoraInfoSeries,
                newFlags);
    }
}
