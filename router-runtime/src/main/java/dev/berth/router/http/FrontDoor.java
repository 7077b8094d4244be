package dev.berth.router.http;

import dev.berth.router.log.CauseLog;
import dev.berth.router.table.Countdown;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening port and its event loops, one for each core. A client stays on the loop that accepted it, and so do the
 * connections to pods that its requests use.
 */
public final class FrontDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);
    private static final int BACKLOG = 4_096;
    private static final int MAX_LINE = 8_192;
    private static final int MAX_HEADERS = 65_536;
    private static final int MAX_CHUNK = 65_536;

    private final HttpConfig config;
    private final EventLoopGroup group;
    private final Map<EventExecutor, LoopScope> scopes;
    private final Channel listening;

    private FrontDoor(
            HttpConfig config, EventLoopGroup group, Map<EventExecutor, LoopScope> scopes, Channel listening) {
        this.config = config;
        this.group = group;
        this.scopes = scopes;
        this.listening = listening;
    }

    /**
     * @throws IOException if the port can't be listened on; the message is one sentence
     */
    public static FrontDoor open(HttpConfig config, Deps deps) throws IOException {
        boolean epoll = config.nativeTransport() && Epoll.isAvailable();
        int loops = config.eventLoops() > 0
                ? config.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("router-http", true), io);
        Map<EventExecutor, LoopScope> scopes = scopes(config, deps, group, epoll);
        deps.tables().addReader(past -> viewChanged(scopes.values(), past)); // Before the first pick can be.
        try {
            Channel listening = listen(config, group, scopes, epoll);
            FrontDoor door = new FrontDoor(config, group, scopes, listening);
            log.info("listening url=http://{}:{} loops={} epoll={}", config.host(), door.port(), loops, epoll);
            return door;
        } catch (IOException e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static Map<EventExecutor, LoopScope> scopes(
            HttpConfig config, Deps deps, EventLoopGroup group, boolean epoll) {
        Map<EventExecutor, LoopScope> scopes = new HashMap<>();
        SplittableRandom random = new SplittableRandom(deps.seed());
        CauseLog causes = new CauseLog(log, deps.clockMillis());
        long maxIdleNanos = TimeUnit.MILLISECONDS.toNanos(config.podIdleMillis());
        for (EventExecutor executor : group) {
            EventLoop loop = (EventLoop) executor;
            Bootstrap toPods = new Bootstrap()
                    .group(loop)
                    .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMillis());
            LoopScope scope = new LoopScope(
                    loop, config, deps, new PodPool(toPods, maxIdleNanos, causes), causes, random.split());
            scopes.put(loop, scope);
            loop.scheduleWithFixedDelay(
                    scope::tick, LoopScope.TICK_MILLIS, LoopScope.TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return scopes;
    }

    private static Channel listen(
            HttpConfig config, EventLoopGroup group, Map<EventExecutor, LoopScope> scopes, boolean epoll)
            throws IOException {
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var binding = new ServerBootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        HttpDecoderConfig decoding = new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_LINE)
                                .setMaxHeaderSize(MAX_HEADERS)
                                .setMaxChunkSize(MAX_CHUNK);
                        channel.pipeline().addLast(new HttpServerCodec(decoding));
                        channel.pipeline().addLast(new ClientConnection(scopes.get(channel.eventLoop()), channel));
                    }
                })
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + config.host() + ":" + config.port() + ": "
                            + binding.cause().getMessage(),
                    binding.cause());
        }
        return binding.channel();
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Each loop takes a turn: after it, it picks from the new view. */
    private static void viewChanged(Collection<LoopScope> scopes, Runnable past) {
        Countdown all = new Countdown(scopes.size(), past);
        for (LoopScope scope : scopes) {
            try {
                scope.loop().execute(() -> {
                    scope.wake();
                    all.run();
                });
            } catch (RejectedExecutionException e) {
                all.run(); // The loop has ended, and with it its picks.
            }
        }
    }

    /** Takes no more connections, gives requests their time to end, then cuts what is left. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        onEachLoop(LoopScope::drain);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.drainMillis());
        while (active() > 0 && System.nanoTime() < until) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        onEachLoop(LoopScope::cut);
        group.shutdownGracefully(20, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    private int active() {
        AtomicInteger active = new AtomicInteger();
        onEachLoop(scope -> active.addAndGet(scope.active()));
        return active.get();
    }

    private void onEachLoop(java.util.function.Consumer<LoopScope> action) {
        List<io.netty.util.concurrent.Future<?>> turns = new ArrayList<>();
        scopes.values().forEach(scope -> turns.add(scope.loop().submit(() -> action.accept(scope))));
        turns.forEach(turn -> turn.awaitUninterruptibly(1, TimeUnit.SECONDS));
    }
}
