package dev.berth.router.http;

import dev.berth.router.log.CauseLog;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The idle connections of one event loop to pods: last in, first out, so that the ones not needed grow old and are closed.
 * Not thread-safe: a request's connection is on its client's own loop, and no thread is ever changed.
 */
final class PodPool {
    private final Bootstrap bootstrap;
    private long maxIdleNanos;
    private final Map<InetSocketAddress, ArrayDeque<PodConnection>> idle = new HashMap<>();
    private final Map<Integer, Bootstrap> byTimeout = new HashMap<>();

    /**
     * @param bootstrap of this loop, with its options set
     * @param window scratch space of this loop
     */
    PodPool(Bootstrap bootstrap, CauseLog causes, byte[] window) {
        this.bootstrap = bootstrap.handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new PodConnection(channel, causes, window));
            }
        });
    }

    /** How long a connection may idle, those that do already included. */
    void idleAtMost(long nanos) {
        maxIdleNanos = nanos;
    }

    /** An open connection that has not idled too long, null if there is none. */
    PodConnection poll(InetSocketAddress pod, long nowNanos) {
        ArrayDeque<PodConnection> stack = idle.get(pod);
        if (stack == null) {
            return null;
        }
        PodConnection top;
        while ((top = stack.pollFirst()) != null) {
            if (top.isOpen() && nowNanos - top.idleSince() < maxIdleNanos) {
                return top;
            }
            top.close();
        }
        return null;
    }

    void giveBack(InetSocketAddress pod, PodConnection connection, long nowNanos) {
        connection.detach();
        if (!connection.isOpen()) {
            return;
        }
        connection.idleSince(nowNanos);
        idle.computeIfAbsent(pod, p -> new ArrayDeque<>()).addFirst(connection);
    }

    /**
     * @param timeoutMillis time for it
     * @param then told the connection, or null if the pod can't be connected to; on this loop
     */
    void connect(InetSocketAddress pod, int timeoutMillis, Consumer<PodConnection> then) {
        ChannelFuture connecting = connecting(timeoutMillis).connect(pod);
        connecting.addListener(done ->
                then.accept(done.isSuccess() ? connecting.channel().pipeline().get(PodConnection.class) : null));
    }

    private Bootstrap connecting(int timeoutMillis) {
        return byTimeout.computeIfAbsent(
                timeoutMillis, millis -> bootstrap.clone().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis));
    }

    /** Closes what has idled too long. */
    void sweep(long nowNanos) {
        Iterator<ArrayDeque<PodConnection>> stacks = idle.values().iterator();
        while (stacks.hasNext()) {
            ArrayDeque<PodConnection> stack = stacks.next();
            PodConnection oldest;
            while ((oldest = stack.peekLast()) != null
                    && (!oldest.isOpen() || nowNanos - oldest.idleSince() >= maxIdleNanos)) {
                stack.pollLast();
                oldest.close();
            }
            if (stack.isEmpty()) {
                stacks.remove();
            }
        }
    }

    void close() {
        idle.values().forEach(stack -> stack.forEach(PodConnection::close));
        idle.clear();
    }
}
