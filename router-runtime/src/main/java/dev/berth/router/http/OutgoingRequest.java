package dev.berth.router.http;

import dev.berth.router.table.Target;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** A client's request as it is sent to a pod, as often as needed until the answer has begun. */
final class OutgoingRequest {
    private final HttpRequest head;
    private final BodyScan scan;
    /** Null once released. */
    private ByteBuf body;

    /**
     * @param head its headers are made those of a request to a pod
     * @param body this object's to release
     */
    OutgoingRequest(HttpRequest head, ByteBuf body, BodyScan scan, String requestId, String podApiKey) {
        this.head = head;
        this.body = body;
        this.scan = scan;
        ForwardedHeaders.towardsPod(head.headers(), requestId, podApiKey.isEmpty() ? null : "Bearer " + podApiKey);
    }

    FullHttpRequest towards(Target target) {
        byte[] engineName = target.engineNameJson();
        ByteBuf content = engineName == null ? body.retainedDuplicate() : spliced(engineName);
        head.headers().set(HttpHeaderNames.HOST, target.hostHeader());
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.readableBytes()));
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, head.method(), head.uri(), content, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    /** The body with the engine's name of the model in place of the client's; all other bytes as they were. */
    private ByteBuf spliced(byte[] engineName) {
        int from = body.readerIndex();
        int end = body.writerIndex();
        int cut = scan.modelEnd() - scan.modelStart();
        ByteBuf changed = body.alloc().buffer(end - from - cut + engineName.length);
        changed.writeBytes(body, from, scan.modelStart());
        changed.writeBytes(engineName);
        changed.writeBytes(body, from + scan.modelEnd(), end - from - scan.modelEnd());
        return changed;
    }

    void release() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
