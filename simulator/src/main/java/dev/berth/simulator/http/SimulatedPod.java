package dev.berth.simulator.http;

import dev.berth.domain.engine.EngineSpec;
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
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
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
        StepTimer timer = (nanos, task) -> eventLoop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        PodFront front = new PodFront(config, spec, lengths, clocks, timer, step -> {});
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline(front, connections))
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw PodStartException.cannotListen(config, bound.cause());
        }
        SimulatedPod pod = new SimulatedPod(config, group, connections, front.loop(), bound.channel());
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

    private static ChannelInitializer<SocketChannel> pipeline(PodFront front, ChannelGroup connections) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                connections.add(channel);
                front.speakHttp(channel.pipeline());
            }
        };
    }
}
