package dev.berth.simulator.http;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.simulator.engine.Engine;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The HTTP face of an engine, without sockets and threads: what a client's bytes lead to, on a clock and a timer that are given.
 * All of it runs on one thread.
 */
final class PodFront {
    private static final String VERSION = "0.11.0+berth";

    private final PodConfig config;
    private final Engine engine;
    private final EngineLoop loop;
    private final Routes routes;

    /** @param steps sees each step, beside the pod's own metrics */
    PodFront(
            PodConfig config,
            EngineSpec spec,
            OutputLengths lengths,
            SimulatedPod.Clocks clocks,
            StepTimer timer,
            StepObserver steps) {
        this.config = config;
        this.engine = new Engine(spec, config.flags().zombies());
        VirtualClock clock = new VirtualClock(clocks.nanos(), config.speed());
        PodMetrics metrics = new PodMetrics(engine, clock, clocks.wallMillis(), config);
        this.loop = new EngineLoop(engine, timer, clock, step -> {
            metrics.stepped(step);
            steps.stepped(step);
        });
        metrics.watch(loop);
        ModelRegistry models = new ModelRegistry(config.baseModel());
        var completions = new Completions(engine, loop, models, lengths, metrics, config.flags(), clocks.wallMillis());
        this.routes = routes(models, completions, metrics, clocks.wallMillis());
    }

    EngineLoop loop() {
        return loop;
    }

    /** Makes a channel one connection of this server. */
    void speakHttp(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpServerCodec())
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new HttpObjectAggregator(config.maxBodyBytes()))
                .addLast(new Connection(routes));
    }

    private Routes routes(ModelRegistry models, Completions completions, PodMetrics metrics, LongSupplier wallMillis) {
        Routes all = new Routes(config.apiKey())
                .postJson("/v1/chat/completions", completions::chat)
                .postJson("/v1/completions", completions::complete)
                .get("/v1/models", exchange -> {
                    var list = models.list(engine.longestRequest(), wallMillis.getAsLong() / 1000);
                    exchange.json(HttpResponseStatus.OK, list);
                })
                .get("/health", exchange -> exchange.empty(HttpResponseStatus.OK))
                .get("/ping", exchange -> exchange.empty(HttpResponseStatus.OK))
                .post("/ping", exchange -> exchange.empty(HttpResponseStatus.OK))
                .get("/version", exchange -> exchange.json(HttpResponseStatus.OK, Map.of("version", VERSION)))
                .get("/metrics", exchange -> {
                    byte[] text = metrics.text().getBytes(StandardCharsets.UTF_8);
                    exchange.answer(
                            HttpResponseStatus.OK,
                            io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_004,
                            text);
                });
        if (config.flags().runtimeLoraUpdating()) {
            LoraAdapters adapters = new LoraAdapters(engine, loop, models, config.missingPathMarker());
            all.postJson("/v1/load_lora_adapter", adapters::load).postJson("/v1/unload_lora_adapter", adapters::unload);
        }
        if (config.flags().devMode()) {
            Sleep sleep = new Sleep(engine, loop);
            all.post("/sleep", sleep::sleep).post("/wake_up", sleep::wakeUp).get("/is_sleeping", sleep::isSleeping);
        }
        return all;
    }
}
