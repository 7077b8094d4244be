package dev.berth.simulator.http;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.simulator.engine.Engine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vLLM server without a GPU: the OpenAI API, adapter loading and {@code /metrics} around a simulated engine. One thread
 * does it all. What was loaded lives as long as the pod: a new one knows the base model only.
 */
public final class SimulatedPod implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SimulatedPod.class);
    private static final String VERSION = "0.11.0+berth";
    private static final int CLOSE_SECONDS = 5;

    private final PodConfig config;
    private final MultiThreadIoEventLoopGroup group;
    private final ChannelGroup connections;
    private final EngineLoop loop;
    private final Channel listener;

    private SimulatedPod(
            PodConfig config,
            MultiThreadIoEventLoopGroup group,
            ChannelGroup connections,
            EngineLoop loop,
            Channel listener) {
        this.config = config;
        this.group = group;
        this.connections = connections;
        this.loop = loop;
        this.listener = listener;
    }

    /** Clocks of a pod: a steady one for its pace, and the time of day. */
    public record Clocks(LongSupplier nanos, LongSupplier wallMillis) {
        public static final Clocks SYSTEM = new Clocks(System::nanoTime, System::currentTimeMillis);
    }

    /** Starts a pod whose output lengths are drawn by a hash of the request's id. */
    public static SimulatedPod start(PodConfig config, EngineSpec spec) {
        return start(config, spec, new OutputLengths(Map.of(), 1), Clocks.SYSTEM);
    }

    /**
     * @throws PodStartException with one sentence if the pod can't listen
     */
    public static SimulatedPod start(PodConfig config, EngineSpec spec, OutputLengths lengths, Clocks clocks) {
        var group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(config.name(), true), NioIoHandler.newFactory());
        EventLoop eventLoop = group.next();
        ChannelGroup connections = new DefaultChannelGroup(eventLoop);
        VirtualClock clock = new VirtualClock(clocks.nanos(), config.speed());
        Engine engine = new Engine(spec, config.flags().zombies());
        PodMetrics metrics = new PodMetrics(engine, clock, clocks.wallMillis(), config);
        EngineLoop loop = new EngineLoop(
                engine, (nanos, task) -> eventLoop.schedule(task, nanos, TimeUnit.NANOSECONDS), clock, metrics);
        metrics.watch(loop);
        ModelRegistry models = new ModelRegistry(config.baseModel());
        var completions = new Completions(engine, loop, models, lengths, metrics, config.flags(), clocks.wallMillis());
        Routes routes = routes(config, engine, loop, models, completions, metrics, clocks.wallMillis());
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline(config, routes, connections))
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw PodStartException.cannotListen(config, bound.cause());
        }
        SimulatedPod pod = new SimulatedPod(config, group, connections, loop, bound.channel());
        log.info("pod started pod={} url={} engine={}", config.name(), pod.url(), spec.name());
        return pod;
    }

    public String name() {
        return config.name();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public String url() {
        return "http://" + config.host() + ":" + port();
    }

    /** Ends as on SIGTERM: requests in flight end with an error, then the connections close. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        eventually(() -> {
            loop.failAll("the server is shutting down");
            connections.flush();
            connections.close();
        });
        end();
        log.info("pod closed pod={}", config.name());
    }

    /** Ends as on SIGKILL: every connection is reset where it stands. */
    public void kill() {
        eventually(() -> {
            loop.pause();
            listener.close();
            connections.forEach(connection -> {
                connection.config().setOption(ChannelOption.SO_LINGER, 0);
                connection.unsafe().closeForcibly();
            });
        });
        end();
        log.info("pod killed pod={}", config.name());
    }

    private void eventually(Runnable action) {
        if (group.isShuttingDown()) {
            return;
        }
        Future<?> done = group.next().submit(action);
        done.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private void end() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private static ChannelInitializer<SocketChannel> pipeline(
            PodConfig config, Routes routes, ChannelGroup connections) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                connections.add(channel);
                channel.pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpServerKeepAliveHandler())
                        .addLast(new HttpObjectAggregator(config.maxBodyBytes()))
                        .addLast(new Connection(routes));
            }
        };
    }

    private static Routes routes(
            PodConfig config,
            Engine engine,
            EngineLoop loop,
            ModelRegistry models,
            Completions completions,
            PodMetrics metrics,
            LongSupplier wallMillis) {
        Routes routes = new Routes(config.apiKey())
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
            routes.postJson("/v1/load_lora_adapter", adapters::load)
                    .postJson("/v1/unload_lora_adapter", adapters::unload);
        }
        if (config.flags().devMode()) {
            Sleep sleep = new Sleep(engine, loop);
            routes.post("/sleep", sleep::sleep).post("/wake_up", sleep::wakeUp).get("/is_sleeping", sleep::isSleeping);
        }
        return routes;
    }
}
