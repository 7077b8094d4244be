package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.BodyFraming;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.http.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection: reads one request at a time and writes its answer.
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

    /** What an answer is labelled with. */
    record Labels(String requestId, String pod) {}

    /** Bytes of pipelined requests that may wait; more are not read. */
    private static final int PIPELINED_BYTES = 16 << 10;

    /** A first piece of an answer up to this size is copied behind the head: one buffer is one piece to write. */
    private static final int COPIED_BYTES = 4_096;

    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LoopScope scope;
    private final Channel channel;
    private final HeadReader reader;
    private Phase phase = Phase.IDLE;
    private RequestReader request;
    private Exchange exchange;
    /** The head of an answer that is not written yet; null if there is none. */
    private ByteBuf pendingHead;

    private boolean keepAlive;
    private boolean http10;
    private boolean answerIsEvents;
    private boolean taking;
    private boolean served;
    private long charged;
    private long sinceNanos;

    ClientConnection(LoopScope scope, Channel channel) {
        this.scope = scope;
        this.channel = channel;
        this.reader = new HeadReader(scope.window());
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
        http10 = head.isHttp10();
        keepAlive = head.keepsAlive();
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
        keepAlive = false;
        phase = Phase.REFUSED;
        sinceNanos = scope.nowNanos();
        dropRequest();
        reader.release();
        writeWhole(error, error.json(), null, false);
    }

    private void dropRequest() {
        if (request != null) {
            request.release();
            request = null;
        }
    }

    // ---- taking -------------------------------------------------------------------------------------------------

    void serve(Exchange next) {
        exchange = next;
        next.start();
    }

    /**
     * Makes the head of an answer; it is written with the first bytes of the body.
     *
     * @param unframed whether the body is taken out of the pod's framing
     * @param wholeLength of such a body if it is known, else -1
     */
    AnswerCarrier beginAnswer(
            AnswerHead head,
            BodyFraming framing,
            boolean unframed,
            int wholeLength,
            Labels labels,
            AnswerWatch watch,
            boolean countEvents) {
        scope.deps().metrics().response(head.status());
        answerIsEvents = head.isEventStream();
        long length = head.hasBody() ? (wholeLength >= 0 ? wholeLength : head.contentLength()) : 0;
        AnswerCarrier.Towards towards = towards(framing, unframed, length >= 0);
        boolean chunks = length < 0 && !http10;
        keepAlive &= !scope.isDraining() && (length >= 0 || chunks);
        ByteBuf out = channel.alloc().buffer(head.mostBytes() + COPIED_BYTES);
        head.copyTo(out);
        HeadFields fields = new HeadFields(out);
        if (head.hasBody()) {
            fields.framing(length, chunks);
        }
        if (!head.hasDate()) {
            fields.date(scope.date());
        }
        fields.labels(labels);
        fields.connection(keepAlive, http10);
        fields.end();
        pendingHead = out;
        return new AnswerCarrier(this, framing, towards, watch, countEvents);
    }

    private AnswerCarrier.Towards towards(BodyFraming framing, boolean unframed, boolean hasLength) {
        if (hasLength) {
            return unframed ? AnswerCarrier.Towards.BARE : AnswerCarrier.Towards.SAME;
        }
        if (http10) {
            return AnswerCarrier.Towards.BARE;
        }
        return framing.isChunked() && !unframed ? AnswerCarrier.Towards.SAME : AnswerCarrier.Towards.CHUNKS;
    }

    /** @param bytes framed, released here */
    void write(ByteBuf bytes) {
        if (pendingHead != null) {
            ByteBuf head = pendingHead;
            pendingHead = null;
            if (bytes.readableBytes() <= COPIED_BYTES) {
                head.writeBytes(bytes);
                bytes.release();
                channel.write(head, channel.voidPromise());
                return;
            }
            channel.write(head, channel.voidPromise());
        }
        channel.write(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    ByteBufAllocator alloc() {
        return channel.alloc();
    }

    /** All of the answer was written. */
    void endAnswer() {
        exchange = null;
        if (pendingHead != null) {
            write(Unpooled.EMPTY_BUFFER);
        }
        if (keepAlive) {
            channel.flush();
            next();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Bytes were sent already: a stream gets an error event, and no answer gets its end, so that nobody takes it as whole. */
    void breakAnswer(AnswerCarrier broken, String reason) {
        exchange = null;
        keepAlive = false;
        if (pendingHead != null) {
            write(Unpooled.EMPTY_BUFFER);
        }
        String event = "\n\ndata: " + new String(ApiError.badGateway(reason).json(), StandardCharsets.UTF_8) + "\n\n";
        ByteBuf last =
                answerIsEvents ? broken.interjection(event.getBytes(StandardCharsets.UTF_8), channel.alloc()) : null;
        if (last == null) {
            channel.close();
        } else {
            channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        }
    }

    void answerError(ApiError error, String requestId) {
        exchange = null;
        writeWhole(error, error.json(), requestId, true);
    }

    /** A document of the router's own. */
    void answerDocument(byte[] json, String requestId) {
        exchange = null;
        writeWhole(null, json, requestId, true);
    }

    /**
     * @param error null for none
     */
    private void writeWhole(ApiError error, byte[] json, String requestId, boolean requestIsRead) {
        int status = error == null ? 200 : error.status();
        scope.deps().metrics().response(status);
        keepAlive &= !scope.isDraining();
        ByteBuf out = channel.alloc().buffer(json.length + 512);
        HeadFields fields = new HeadFields(out);
        fields.status(status);
        fields.json();
        fields.framing(json.length, false);
        fields.date(scope.date());
        fields.requestId(requestId == null ? scope.newRequestId() : requestId);
        if (error != null) {
            fields.ofError(error);
        }
        fields.connection(keepAlive, http10);
        fields.end();
        out.writeBytes(json);
        if (keepAlive) {
            channel.writeAndFlush(out, channel.voidPromise());
            next();
        } else if (requestIsRead) {
            channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.writeAndFlush(out).addListener(done -> ((DuplexChannel) channel).shutdownOutput());
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
        if (pendingHead != null) {
            pendingHead.release();
            pendingHead = null;
        }
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
