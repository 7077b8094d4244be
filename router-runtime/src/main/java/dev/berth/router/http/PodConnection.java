package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.log.CauseLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * A connection to a pod: carries one request at a time, idles in its loop's pool between them.
 *
 * <pre>
 *   IDLE --send--> HEAD --whole head--> BODY --detach--> IDLE
 * </pre>
 */
final class PodConnection extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final CauseLog causes;
    private final HeadReader reader;
    /** The request that it carries, null while idle. */
    private Exchange exchange;

    private boolean inBody;
    private boolean reset;
    private long idleSinceNanos;

    PodConnection(Channel channel, CauseLog causes, byte[] window) {
        this.channel = channel;
        this.causes = causes;
        this.reader = new HeadReader(window);
    }

    void begin(Exchange on) {
        exchange = on;
        inBody = false;
    }

    void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
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
        ByteBuf in = (ByteBuf) message;
        if (exchange == null) {
            in.release();
            ctx.close(); // Bytes that nobody asked for: what follows can't be trusted to be an answer.
            return;
        }
        try {
            if (inBody) {
                exchange.body(in);
            } else {
                reader.add(in);
                heads();
            }
        } catch (MalformedHttpException e) {
            causes.warn("a pod's answer is not HTTP reason=\"{}\"", e.getMessage());
            broken(false);
        }
    }

    private void heads() throws MalformedHttpException {
        byte[] bytes;
        while (reader.unread() != null && (bytes = reader.head()) != null) {
            AnswerHead head = AnswerHead.of(bytes);
            if (head.isInformational()) {
                reader.trim();
                continue;
            }
            inBody = true;
            exchange.head(head);
            ByteBuf rest = reader.take();
            if (exchange == null) {
                rest.release();
            } else {
                exchange.body(rest); // Even if it is empty: the body may be as well.
            }
            return;
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
        reader.release();
        broken(!reset);
    }

    /** @param orderly whether the pod closed the connection, and did not break it */
    private void broken(boolean orderly) {
        Exchange left = exchange;
        exchange = null;
        channel.close();
        if (left != null) {
            left.podGone(orderly);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reset = true;
        if (!(cause instanceof IOException)) {
            causes.warn("pod connection closed reason=\"{}\"", cause.toString(), cause);
        }
        ctx.close();
    }
}
