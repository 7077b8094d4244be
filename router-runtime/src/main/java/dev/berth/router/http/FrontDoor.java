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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening port and its event loops, one for each core. A client stays on the loop that accepted it, and so do the
 * connections to pods that its requests use.
 */
public final class FrontDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);
    private static final int BACKLOG = 4_096;
    private static final int WINDOW_BYTES = 1_024;
    /** Netty writes no more than twice of it at once; below a usual request's size each takes two system calls. */
    private static final int POD_SEND_BYTES = 128 << 10;

    /** How long a connection that was just accepted is waited for. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Deps deps;
    private final EventLoopGroup group;
    private final Map<EventExecutor, LoopScope> scopes;
    private final Channel listening;
    private final PodProbes probes;

    private FrontDoor(
            Deps deps,
            EventLoopGroup group,
            Map<EventExecutor, LoopScope> scopes,
            Channel listening,
            PodProbes probes) {
        this.deps = deps;
        this.group = group;
        this.scopes = scopes;
        this.listening = listening;
        this.probes = probes;
    }

    /**
     * @throws IOException if the port can't be listened on; the message is one sentence
     */
    public static FrontDoor open(Deps deps) throws IOException {
        HttpConfig config = deps.settings().get().http();
        boolean epoll = config.nativeTransport() && Epoll.isAvailable();
        int loops = config.eventLoops() > 0
                ? config.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("router-http", true), io);
        Map<EventExecutor, LoopScope> scopes = scopes(deps, group, epoll);
        deps.tables().addReader(past -> viewChanged(scopes.values(), past)); // Before the first pick can be.
        try {
            Channel listening = listen(config, group, scopes, epoll);
            PodProbes probes = new PodProbes(bootstrap(group.next(), epoll), deps);
            FrontDoor door = new FrontDoor(deps, group, scopes, listening, probes);
            log.info("listening url=http://{}:{} loops={} epoll={}", config.host(), door.port(), loops, epoll);
            return door;
        } catch (IOException e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static Map<EventExecutor, LoopScope> scopes(Deps deps, EventLoopGroup group, boolean epoll) {
        Map<EventExecutor, LoopScope> scopes = new HashMap<>();
        SplittableRandom random = new SplittableRandom(deps.seed());
        CauseLog causes = new CauseLog(log, deps.clockMillis());
        for (EventExecutor executor : group) {
            EventLoop loop = (EventLoop) executor;
            byte[] window = new byte[WINDOW_BYTES];
            PodPool pool = new PodPool(bootstrap(loop, epoll), causes, window);
            LoopScope scope = new LoopScope(loop, deps, pool, causes, random.split(), window);
            scopes.put(loop, scope);
            loop.scheduleWithFixedDelay(
                    scope::tick, LoopScope.TICK_MILLIS, LoopScope.TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return scopes;
    }

    private static Bootstrap bootstrap(EventLoop loop, boolean epoll) {
        return new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, POD_SEND_BYTES)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
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

    /**
     * Ends in three steps: answers say that they are the last of their connections, while new requests are still taken;
     * then no more connections are accepted and idle ones are closed; what has not ended when its time is over is cut.
     */
    @Override
    public void close() {
        HttpConfig config = deps.settings().get().http();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.drainMillis());
        long linger = Math.min(config.lingerMillis(), config.drainMillis());
        deps.drain().begin();
        probes.close();
        onEachLoop(LoopScope::drain);
        park(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(linger), () -> true);
        listening.close().awaitUninterruptibly();
        onEachLoop(LoopScope::closeIdle);
        park(Math.min(until, System.nanoTime() + FRESH_NANOS), () -> sum(LoopScope::fresh) > 0);
        park(until, () -> sum(LoopScope::active) > 0);
        onEachLoop(LoopScope::cut);
        group.shutdownGracefully(20, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    private static void park(long untilNanos, BooleanSupplier on) {
        while (on.getAsBoolean() && System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private int sum(ToIntFunction<LoopScope> count) {
        AtomicInteger sum = new AtomicInteger();
        onEachLoop(scope -> sum.addAndGet(count.applyAsInt(scope)));
        return sum.get();
    }

    private void onEachLoop(Consumer<LoopScope> action) {
        List<io.netty.util.concurrent.Future<?>> turns = new ArrayList<>();
        scopes.values().forEach(scope -> turns.add(scope.loop().submit(() -> action.accept(scope))));
        turns.forEach(turn -> turn.awaitUninterruptibly(1, TimeUnit.SECONDS));
    }
}
