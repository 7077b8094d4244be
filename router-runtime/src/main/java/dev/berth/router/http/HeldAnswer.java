package dev.berth.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.CharsetUtil;

/** The part of an answer that is kept back: its head, and the body of a 404 until it is known what was not found. */
final class HeldAnswer {
    private static final int JUDGED_BYTES = 64 << 10;
    private static final int USUAL_BYTES = 512;

    private HttpResponse head;
    /** Of a 404; null of other answers. */
    private ByteBuf body;

    void hold(HttpResponse newHead, ByteBufAllocator alloc) {
        head = newHead;
        body = newHead.status().code() == 404 ? alloc.buffer(USUAL_BYTES) : null;
    }

    boolean holdsBody() {
        return body != null;
    }

    void append(ByteBuf bytes) {
        body.writeBytes(bytes);
    }

    /** Whether it is larger than any error that says "unknown model". */
    boolean isLong() {
        return body.readableBytes() > JUDGED_BYTES;
    }

    boolean isUnknownModel(String engineName) {
        return UnknownModelAnswer.is(body.toString(CharsetUtil.UTF_8), engineName);
    }

    HttpResponse takeHead() {
        HttpResponse taken = head;
        head = null;
        return taken;
    }

    /** The caller releases it. */
    ByteBuf takeBody() {
        ByteBuf taken = body;
        body = null;
        return taken;
    }

    void release() {
        head = null;
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
