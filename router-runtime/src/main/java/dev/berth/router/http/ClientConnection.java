package dev.berth.router.http;

import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.http.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection: reads one request at a time and has it served.
 *
 * <pre>
 *   IDLE --whole head--> READING --whole body--> SERVING --answer ended--> IDLE, or closed
 *     IDLE, READING --not HTTP, too large, no room--> REFUSED --the client closes, or two seconds--> closed
 * </pre>
 *
 * Requests that a client pipelines behind one that is served wait their turn.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private enum Phase {
        IDLE,
        READING,
        SERVING,
        REFUSED
    }

    /** Bytes of pipelined requests that may wait; more are not read. */
    private static final int PIPELINED_BYTES = 16 << 10;

    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LoopScope scope;
    private final Channel channel;
    private final HeadReader reader;
    private final AnswerWriter answers;
    private Phase phase = Phase.IDLE;
    private RequestReader request;
    private Exchange exchange;
    private boolean taking;
    private boolean served;
    private long charged;
    private long sinceNanos;

    ClientConnection(LoopScope scope, Channel channel) {
        this.scope = scope;
        this.channel = channel;
        this.reader = new HeadReader(scope.window());
        this.answers = new AnswerWriter(scope, channel);
        this.sinceNanos = scope.nowNanos();
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (scope.opened(this)) {
            ctx.fireChannelActive();
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (phase == Phase.REFUSED) {
            in.release();
            return;
        }
        reader.add(in);
        if (phase == Phase.SERVING) {
            if (reader.size() > PIPELINED_BYTES) {
                channel.config().setAutoRead(false);
            }
        } else if (!taking) {
            take();
        }
        charge();
    }

    /** What is kept of it between reads is charged to the budget. */
    private void charge() {
        long kept = reader.kept();
        if (kept > charged && !scope.deps().held().take(kept - charged)) {
            channel.close();
            return;
        }
        if (kept < charged) {
            scope.deps().held().give(charged - kept);
        }
        charged = kept;
    }

    /** Reads what is there, request by request. */
    private void take() {
        taking = true; // An answer that is made at once comes back to next(), and that must not come here.
        try {
            while (reader.unread() != null && phase != Phase.SERVING && phase != Phase.REFUSED) {
                if (phase == Phase.IDLE && !head()) {
                    break;
                }
                if (phase == Phase.READING && !body()) {
                    break;
                }
            }
        } catch (MalformedHttpException e) {
            refuse(ApiError.badRequest("bad_http", null, "the request is not readable as HTTP/1.1: " + e.getMessage()));
        } finally {
            taking = false;
        }
        reader.trim();
    }

    private boolean head() throws MalformedHttpException {
        reader.skipEmptyLines();
        byte[] bytes = reader.head();
        if (bytes == null) {
            return false;
        }
        sinceNanos = scope.nowNanos();
        served = true;
        RequestHead head = RequestHead.of(bytes);
        answers.begin(head);
        phase = Phase.READING;
        request = new RequestReader(scope, head, sinceNanos);
        ApiError error = request.errorOfHead();
        if (error != null) {
            refuse(error);
        } else if (head.expectsContinue() && !reader.unread().isReadable()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(GO_ON), channel.voidPromise());
        }
        return true;
    }

    private boolean body() throws MalformedHttpException {
        switch (request.read(reader.unread())) {
            case MORE -> {
                return false;
            }
            case TOO_LARGE -> refuse(ApiError.tooLarge(scope.config().maxBodyBytes()));
            case NO_ROOM -> refuse(ApiError.busy("the router holds as many requests as it may"));
            case WHOLE -> {
                phase = Phase.SERVING;
                RequestReader complete = request;
                request = null;
                reader.trim();
                complete.dispatch(this);
            }
        }
        return true;
    }

    /** Answers before the request was read; the rest of it is discarded, so that the answer is not lost to a reset. */
    private void refuse(ApiError error) {
        phase = Phase.REFUSED;
        sinceNanos = scope.nowNanos();
        dropRequest();
        reader.release();
        answers.refusal(error);
    }

    private void dropRequest() {
        if (request != null) {
            request.release();
            request = null;
        }
    }

    // ---- serving ------------------------------------------------------------------------------------------------

    void serve(Exchange next) {
        exchange = next;
        next.start();
    }

    AnswerWriter answers() {
        return answers;
    }

    /** All of the answer was written. */
    void endAnswer() {
        exchange = null;
        if (answers.end()) {
            next();
        }
    }

    void breakAnswer(AnswerCarrier broken, String reason) {
        exchange = null;
        answers.breakOff(broken, reason);
    }

    void answerError(ApiError error, String requestId) {
        exchange = null;
        if (answers.whole(error, error.json(), requestId)) {
            next();
        }
    }

    /** A document of the router's own. */
    void answerDocument(byte[] json, String requestId) {
        exchange = null;
        if (answers.whole(null, json, requestId)) {
            next();
        }
    }

    /** Ready for the next request; takes what was pipelined. */
    private void next() {
        phase = Phase.IDLE;
        sinceNanos = scope.nowNanos();
        if (taking) {
            return; // Whoever reads goes on by itself.
        }
        if (reader.unread() != null) {
            take();
            charge();
        }
        if (reader.size() <= PIPELINED_BYTES && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    // ---- the connection --------------------------------------------------------------------------------------------

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.clientWritable(channel.isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        scope.closed(this);
        dropRequest();
        reader.release();
        charge();
        answers.release();
        if (exchange != null) {
            Exchange left = exchange;
            exchange = null;
            left.clientGone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            scope.causes().warn("client connection closed reason=\"{}\"", cause.toString(), cause);
        }
        ctx.close();
    }

    /** Closes a client that keeps the router waiting. */
    void tick(long nowNanos, long bodyNanos, long idleNanos) {
        long limit =
                switch (phase) {
                    case IDLE -> reader.unread() == null ? idleNanos : Math.min(idleNanos, bodyNanos);
                    case READING -> bodyNanos;
                    case REFUSED -> LINGER_NANOS;
                    case SERVING -> Long.MAX_VALUE;
                };
        if (nowNanos - sinceNanos > limit) {
            channel.close();
        }
    }

    void closeIfIdle() {
        if (phase == Phase.IDLE && reader.unread() == null && served) {
            channel.close();
        }
    }

    /** Whether it has not sent its first request yet, which may be on its way. */
    boolean isFresh() {
        return !served;
    }

    void close() {
        channel.close();
    }
}
