package dev.berth.simulator.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client connection: serves its requests one after the other, and tells the one under way when the client is gone. */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final Routes routes;
    private final Queue<FullHttpRequest> pipelined = new ArrayDeque<>();
    private Exchange current;

    Connection(Routes routes) {
        this.routes = routes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (current != null) {
            pipelined.add(request.retain());
            return;
        }
        serve(ctx, request);
    }

    private void serve(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            ctx.close();
            return;
        }
        Exchange exchange = new Exchange(ctx, request, () -> ctx.executor().execute(() -> next(ctx)));
        current = exchange;
        try {
            routes.serve(exchange);
        } catch (ApiException e) {
            exchange.error(e);
        } catch (RuntimeException e) {
            log.error("request failed path={}", exchange.path(), e);
            exchange.error(ApiException.internal("Internal server error"));
        }
    }

    private void next(ChannelHandlerContext ctx) {
        current = null;
        FullHttpRequest request = pipelined.poll();
        if (request == null) {
            return;
        }
        try {
            serve(ctx, request);
        } finally {
            request.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (current != null) {
            current.clientGone();
        }
        pipelined.forEach(FullHttpRequest::release);
        pipelined.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.warn("connection failed", cause);
        }
        ctx.close();
    }
}
