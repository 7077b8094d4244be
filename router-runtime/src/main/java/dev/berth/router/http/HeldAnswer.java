package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.BodyFraming;
import dev.berth.router.http.wire.MalformedHttpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.CharsetUtil;

/** The part of an answer that is kept back: its head, and the body of a 404 until it is known what was not found. */
final class HeldAnswer implements BodyFraming.DataSink {
    private static final int JUDGED_BYTES = 64 << 10;
    private static final int USUAL_BYTES = 512;

    private AnswerHead head;
    private BodyFraming framing;
    /** Of a 404; null of other answers. */
    private ByteBuf body;

    void hold(AnswerHead newHead, ByteBufAllocator alloc) {
        head = newHead;
        framing = newHead.framing();
        body = newHead.status() == 404 ? alloc.buffer(USUAL_BYTES) : null;
    }

    boolean holdsBody() {
        return body != null;
    }

    /**
     * @param in released here
     * @return whether the pod sent more than the body
     */
    boolean append(ByteBuf in) throws MalformedHttpException {
        try {
            return framing.follow(in, this) < in.writerIndex();
        } finally {
            in.release();
        }
    }

    @Override
    public void data(ByteBuf in, int from, int length) {
        body.writeBytes(in, from, length);
    }

    /** Whether it is larger than any error that says "unknown model". */
    boolean isLong() {
        return body.readableBytes() > JUDGED_BYTES;
    }

    boolean isUnknownModel(String engineName) {
        return UnknownModelAnswer.is(body.toString(CharsetUtil.UTF_8), engineName);
    }

    AnswerHead head() {
        return head;
    }

    BodyFraming framing() {
        return framing;
    }

    AnswerHead takeHead() {
        AnswerHead taken = head;
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
