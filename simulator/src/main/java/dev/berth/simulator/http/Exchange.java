package dev.berth.simulator.http;

import dev.berth.domain.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One request and its answer on a connection. The answer is either whole, or a stream of events. */
final class Exchange {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private final ChannelHandlerContext ctx;
    private final String method;
    private final QueryStringDecoder uri;
    private final HttpHeaders headers;
    private final byte[] body;
    private final HttpHeaders answerHeaders;
    private final Runnable ended;
    private Runnable clientGone = () -> {};
    private boolean streaming;
    private boolean over;

    /** @param ended runs when the answer is complete */
    Exchange(ChannelHandlerContext ctx, FullHttpRequest request, Runnable ended) {
        this.ctx = ctx;
        this.method = request.method().name();
        this.uri = new QueryStringDecoder(request.uri());
        this.headers = request.headers();
        this.body = ByteBufUtil.getBytes(request.content());
        this.answerHeaders = new DefaultHttpHeaders();
        this.ended = ended;
    }

    String method() {
        return method;
    }

    String path() {
        return uri.path();
    }

    /** A query parameter's first value, or the default. */
    String query(String name, String otherwise) {
        List<String> values = uri.parameters().getOrDefault(name, List.of());
        return values.isEmpty() ? otherwise : values.get(0);
    }

    /** A header's value, or "". */
    String header(String name) {
        return headers.get(name, "");
    }

    byte[] body() {
        return body;
    }

    /** Adds a header to the answer, which has not begun yet. */
    void answerHeader(String name, String value) {
        answerHeaders.set(name, value);
    }

    /** Runs if the connection closes before the answer is complete. */
    void onClientGone(Runnable action) {
        clientGone = action;
    }

    void clientGone() {
        if (!over) {
            over = true;
            clientGone.run();
        }
    }

    void json(HttpResponseStatus status, Object value) {
        answer(status, JSON, Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    void text(String value) {
        answer(HttpResponseStatus.OK, TEXT, value.getBytes(StandardCharsets.UTF_8));
    }

    void empty(HttpResponseStatus status) {
        answer(status, "", new byte[0]);
    }

    void error(ApiException e) {
        json(e.status(), e.body());
    }

    void answer(HttpResponseStatus status, String contentType, byte[] content) {
        if (over) {
            return;
        }
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        head(response, contentType);
        over = true;
        ctx.writeAndFlush(response);
        ended.run();
    }

    /** Sends the head of an event stream at once, before there is any event, as vLLM does. */
    void startStream() {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        head(response, EVENTS);
        streaming = true;
        ctx.writeAndFlush(response);
    }

    boolean streaming() {
        return streaming;
    }

    ByteBuf buffer() {
        return ctx.alloc().buffer(256);
    }

    /** Writes a piece of the stream, to be sent by {@link #flush}. */
    void write(ByteBuf piece) {
        if (over) {
            piece.release();
            return;
        }
        ctx.write(new DefaultHttpContent(piece));
    }

    void flush() {
        ctx.flush();
    }

    void endStream() {
        if (over) {
            return;
        }
        over = true;
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        ended.run();
    }

    private void head(HttpResponse response, String contentType) {
        response.headers().add(answerHeaders);
        if (!contentType.isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        response.headers().set(HttpHeaderNames.SERVER, "uvicorn");
    }
}
