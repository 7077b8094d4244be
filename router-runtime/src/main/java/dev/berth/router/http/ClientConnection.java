package dev.berth.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection: reads one request at a time and writes its answer.
 *
 * <pre>
 *   IDLE --head--> READING --body complete--> SERVING --answer ended--> IDLE, or closed
 *     READING --too large--> REFUSED --rest of the body discarded, or two seconds--> closed
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

    /** Parts of pipelined requests that may wait; more are not read. */
    private static final int PIPELINED = 16;

    private static final int RETRY_AFTER_SECONDS = 5;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LoopScope scope;
    private final Channel channel;
    private final ArrayDeque<HttpObject> pipelined = new ArrayDeque<>();
    private Phase phase = Phase.IDLE;
    private RequestReader reader;
    private Exchange exchange;
    private boolean keepAlive;
    private boolean http10;
    private boolean answerIsEvents;
    private boolean taking;
    private long sinceNanos;

    ClientConnection(LoopScope scope, Channel channel) {
        this.scope = scope;
        this.channel = channel;
        this.sinceNanos = scope.nowNanos();
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        scope.opened(this);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (phase == Phase.SERVING || !pipelined.isEmpty()) {
            pipelined.add(object);
            if (pipelined.size() >= PIPELINED) {
                channel.config().setAutoRead(false);
            }
            return;
        }
        take(object);
    }

    private void take(HttpObject object) {
        if (phase == Phase.REFUSED) {
            boolean end = object instanceof LastHttpContent;
            ReferenceCountUtil.release(object);
            if (end) {
                channel.close();
            }
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(object);
            keepAlive = false;
            phase = Phase.SERVING;
            answerError(ApiError.badRequest("bad_http", null, "the request is not readable as HTTP/1.1"), null);
            return;
        }
        if (object instanceof HttpRequest head) {
            head(head);
        }
        if (object instanceof HttpContent content) {
            content(content);
        }
    }

    private void head(HttpRequest head) {
        sinceNanos = scope.nowNanos();
        http10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
        keepAlive = HttpUtil.isKeepAlive(head);
        phase = Phase.READING;
        reader = new RequestReader(scope, head, sinceNanos);
        ApiError error = reader.errorOfHead();
        if (error != null) {
            refuse(error);
        } else if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void content(HttpContent content) {
        if (phase != Phase.READING) {
            content.release();
            if (phase == Phase.REFUSED && content instanceof LastHttpContent) {
                channel.close();
            }
            return;
        }
        boolean fits = reader.append(content.content());
        boolean last = content instanceof LastHttpContent;
        content.release();
        if (!fits) {
            refuse(ApiError.tooLarge(scope.config().maxBodyBytes()));
        } else if (last) {
            phase = Phase.SERVING;
            RequestReader complete = reader;
            reader = null;
            complete.dispatch(this);
        }
    }

    /** Answers before the body was read; the rest of it is discarded, so that the answer is not lost to a reset. */
    private void refuse(ApiError error) {
        keepAlive = false;
        phase = Phase.REFUSED;
        sinceNanos = scope.nowNanos();
        dropReader();
        writeWhole(error.status(), error.json(), null, false);
    }

    private void dropReader() {
        if (reader != null) {
            reader.release();
            reader = null;
        }
    }

    // ---- answering -------------------------------------------------------------------------------------------------

    void serve(Exchange next) {
        exchange = next;
        next.start();
    }

    void beginAnswer(HttpResponse head) {
        scope.deps().metrics().response(head.status().code());
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        answerIsEvents = type != null && type.startsWith("text/event-stream");
        head.setProtocolVersion(HttpVersion.HTTP_1_1);
        boolean sized = HttpUtil.isContentLengthSet(head);
        if (http10) {
            head.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            keepAlive &= sized;
        } else if (!sized) {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        setConnection(head);
        channel.write(head, channel.voidPromise());
    }

    void write(HttpContent content) {
        channel.write(content, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    ByteBufAllocator alloc() {
        return channel.alloc();
    }

    void endAnswer(LastHttpContent last) {
        exchange = null;
        // Trailers are for one hop.
        LastHttpContent end = last.trailingHeaders().isEmpty() ? last : new DefaultLastHttpContent(last.content());
        if (keepAlive) {
            channel.writeAndFlush(end, channel.voidPromise());
            next();
        } else {
            channel.writeAndFlush(end).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Bytes were sent already: a stream gets an error event, and no answer gets its end, so that nobody takes it as whole. */
    void breakAnswer(String reason) {
        exchange = null;
        keepAlive = false;
        if (!answerIsEvents) {
            channel.close();
            return;
        }
        String event = "\n\ndata: " + new String(ApiError.badGateway(reason).json(), StandardCharsets.UTF_8) + "\n\n";
        channel.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(event, StandardCharsets.UTF_8)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    void answerError(ApiError error, String requestId) {
        answerWhole(error.status(), error.json(), requestId);
    }

    void answerWhole(int status, byte[] json, String requestId) {
        exchange = null;
        writeWhole(status, json, requestId, true);
    }

    private void writeWhole(int status, byte[] json, String requestId, boolean requestIsRead) {
        scope.deps().metrics().response(status);
        ByteBuf bytes = channel.alloc().buffer(json.length).writeBytes(json);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), bytes);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length);
        if (requestId != null) {
            response.headers().set(ForwardedHeaders.REQUEST_ID, requestId);
        }
        if (status == 503) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status == 405) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, POST");
        }
        setConnection(response);
        if (keepAlive) {
            channel.writeAndFlush(response, channel.voidPromise());
            next();
        } else if (requestIsRead) {
            channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.writeAndFlush(response, channel.voidPromise());
        }
    }

    private void setConnection(HttpResponse head) {
        keepAlive &= !scope.isDraining();
        if (!keepAlive) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (http10) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    /** Ready for the next request; takes what was pipelined. */
    private void next() {
        phase = Phase.IDLE;
        sinceNanos = scope.nowNanos();
        if (taking) {
            return; // The loop below goes on.
        }
        taking = true;
        while (phase != Phase.SERVING && !pipelined.isEmpty()) {
            take(pipelined.poll());
        }
        taking = false;
        if (pipelined.size() < PIPELINED) {
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
        dropReader();
        pipelined.forEach(ReferenceCountUtil::release);
        pipelined.clear();
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
                    case IDLE -> idleNanos;
                    case READING -> bodyNanos;
                    case REFUSED -> LINGER_NANOS;
                    case SERVING -> Long.MAX_VALUE;
                };
        if (nowNanos - sinceNanos > limit) {
            channel.close();
        }
    }

    void closeIfIdle() {
        if (phase == Phase.IDLE) {
            channel.close();
        }
    }

    void close() {
        channel.close();
    }
}
