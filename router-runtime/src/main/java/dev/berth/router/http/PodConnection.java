package dev.berth.router.http;

import dev.berth.router.log.CauseLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/** A connection to a pod: carries one request at a time, idles in its loop's pool between them. */
final class PodConnection extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final CauseLog causes;
    /** The request that it carries, null while idle. */
    private Exchange exchange;

    private long idleSinceNanos;

    PodConnection(Channel channel, CauseLog causes) {
        this.channel = channel;
        this.causes = causes;
    }

    void send(Exchange on, FullHttpRequest request) {
        exchange = on;
        channel.writeAndFlush(request, channel.voidPromise());
    }

    /** The exchange is done with it: nothing more is told to it. */
    void detach() {
        exchange = null;
    }

    void close() {
        exchange = null;
        channel.close();
    }

    void idleSince(long nanos) {
        idleSinceNanos = nanos;
        channel.config().setAutoRead(true);
    }

    long idleSince() {
        return idleSinceNanos;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Whether the pod may go on sending: false holds it back through TCP. */
    void readOn(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (exchange == null || !(message instanceof HttpObject object)) {
            // Bytes that nobody asked for: what follows can't be trusted to be an answer.
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (message instanceof HttpResponse response) {
            exchange.head(response);
        }
        if (message instanceof HttpContent content) {
            if (exchange == null) {
                content.release();
            } else {
                exchange.content(content);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.flushToClient();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (exchange != null) {
            Exchange broken = exchange;
            exchange = null;
            broken.podGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            causes.warn("pod connection closed reason=\"{}\"", cause.toString(), cause);
        }
        ctx.close();
    }
}
