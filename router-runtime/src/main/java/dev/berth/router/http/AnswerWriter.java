package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.BodyFraming;
import dev.berth.router.http.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes the answers of one client's connection, one after the other: those of pods, of which the head waits for the first
 * bytes of the body, and the router's own. It decides whether the connection outlives an answer.
 */
final class AnswerWriter {
    /** What an answer is labelled with. */
    record Labels(String requestId, String pod) {}

    /** A first piece of an answer up to this size is copied behind the head: one buffer is one piece to write. */
    private static final int COPIED_BYTES = 4_096;

    private final LoopScope scope;
    private final Channel channel;
    /** The head of an answer that is not written yet; null if there is none. */
    private ByteBuf pendingHead;

    private boolean keepAlive;
    private boolean http10;
    private boolean answerIsEvents;

    AnswerWriter(LoopScope scope, Channel channel) {
        this.scope = scope;
        this.channel = channel;
    }

    /** What comes next is the answer to this request. */
    void begin(RequestHead request) {
        http10 = request.isHttp10();
        keepAlive = request.keepsAlive();
    }

    /**
     * Makes the head of a pod's answer; it is written with the first bytes of the body.
     *
     * @param unframed whether the body is taken out of the pod's framing
     * @param wholeLength of such a body if it is known, else -1
     */
    AnswerCarrier head(
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

    /**
     * All of a pod's answer was written.
     *
     * @return whether the connection takes another request; if not, it is being closed
     */
    boolean end() {
        if (pendingHead != null) {
            write(Unpooled.EMPTY_BUFFER);
        }
        if (keepAlive) {
            channel.flush();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
        return keepAlive;
    }

    /** Bytes were sent already: a stream gets an error event, and no answer gets its end, so that nobody takes it as whole. */
    void breakOff(AnswerCarrier broken, String reason) {
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

    /**
     * An answer of the router's own.
     *
     * @param error null for none
     * @return whether the connection takes another request; if not, it is being closed
     */
    boolean whole(ApiError error, byte[] json, String requestId) {
        keepAlive &= !scope.isDraining();
        ByteBuf out = document(error, json, requestId);
        if (keepAlive) {
            channel.writeAndFlush(out, channel.voidPromise());
        } else {
            channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
        }
        return keepAlive;
    }

    /** The answer to a request that was not read to its end; the client may still be sending, so it is the one that closes. */
    void refusal(ApiError error) {
        keepAlive = false;
        ByteBuf out = document(error, error.json(), scope.newRequestId());
        channel.writeAndFlush(out).addListener(done -> ((DuplexChannel) channel).shutdownOutput());
    }

    private ByteBuf document(ApiError error, byte[] json, String requestId) {
        int status = error == null ? 200 : error.status();
        scope.deps().metrics().response(status);
        ByteBuf out = channel.alloc().buffer(json.length + 512);
        HeadFields fields = new HeadFields(out);
        fields.status(status);
        fields.json();
        fields.framing(json.length, false);
        fields.date(scope.date());
        fields.requestId(requestId);
        if (error != null) {
            fields.ofError(error);
        }
        fields.connection(keepAlive, http10);
        fields.end();
        return out.writeBytes(json);
    }

    /** The connection is gone. */
    void release() {
        if (pendingHead != null) {
            pendingHead.release();
            pendingHead = null;
        }
    }
}
