package dev.berth.router.http;

import dev.berth.router.http.wire.Ascii;
import dev.berth.router.http.wire.BodyFraming;
import dev.berth.router.http.wire.MalformedHttpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Carries the body of one answer from the pod's framing to the client's. Where they are the same the pod's bytes are passed
 * on as they came, by reference; the {@link AnswerWatch} looks at them on the way.
 */
final class AnswerCarrier implements BodyFraming.DataSink {
    /** How the client is told where the body ends. */
    enum Towards {
        /** As the pod frames it. */
        SAME,
        /** In chunks of the router's, where the pod says the end by closing. */
        CHUNKS,
        /** By the bare bytes: of a length, or until the connection is closed. */
        BARE
    }

    private static final ByteBuf LAST_CHUNK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(Ascii.bytes("0\r\n\r\n")));
    private static final int LONGEST_PADDING = 64 << 10;

    private final AnswerWriter client;
    private final BodyFraming framing;
    private final Towards towards;
    private final AnswerWatch watch;
    private final boolean countEvents;

    AnswerCarrier(AnswerWriter client, BodyFraming framing, Towards towards, AnswerWatch watch, boolean countEvents) {
        this.client = client;
        this.framing = framing;
        this.towards = towards;
        this.watch = watch;
        this.countEvents = countEvents;
    }

    /**
     * Passes on what belongs to the body.
     *
     * @param in released here
     * @return whether the pod sent more than the body, so that its connection can't be trusted any further
     */
    boolean carry(ByteBuf in) throws MalformedHttpException {
        int from = in.readerIndex();
        int end;
        try {
            end = framing.follow(in, this);
        } catch (MalformedHttpException e) {
            in.release();
            throw e;
        }
        boolean surplus = in.writerIndex() > end;
        if (towards != Towards.SAME) {
            in.release();
        } else {
            pass(in, from);
        }
        if (framing.isEnded() && (towards == Towards.CHUNKS || (towards == Towards.SAME && framing.isEndOwed()))) {
            client.write(LAST_CHUNK.duplicate());
        }
        return surplus;
    }

    private void pass(ByteBuf in, int from) {
        if (framing.prefix().length > 0) {
            client.write(Unpooled.wrappedBuffer(framing.prefix()));
        }
        int to = framing.passTo();
        if (to == from) {
            in.release();
            return;
        }
        in.writerIndex(to);
        client.write(in);
    }

    @Override
    public void data(ByteBuf in, int from, int length) {
        watch.saw(in, from, length, countEvents);
        if (towards != Towards.SAME) {
            bare(in.retainedSlice(from, length));
        }
    }

    /** Bytes of the body that are not in the pod's framing, such as those that were held back. */
    void bare(ByteBuf data) {
        if (towards == Towards.BARE || !data.isReadable()) {
            client.write(data);
            return;
        }
        ByteBuf size = client.alloc().buffer(16);
        Ascii.writeHex(size, data.readableBytes());
        client.write(size.writeByte('\r').writeByte('\n'));
        client.write(data);
        client.write(Unpooled.wrappedBuffer(Ascii.bytes("\r\n")));
    }

    boolean isEnded() {
        return framing.isEnded();
    }

    /**
     * The pod has closed its connection.
     *
     * @return whether that is the end of the body
     */
    boolean endedByConnection() {
        if (!framing.endsWithConnection()) {
            return false;
        }
        if (towards == Towards.CHUNKS) {
            client.write(LAST_CHUNK.duplicate());
        }
        return true;
    }

    AnswerWatch watch() {
        return watch;
    }

    /**
     * The bytes that bring one more event to the client after what was passed on, though the pod may have fallen silent in
     * the middle of a chunk: the rest that it promised is filled with newlines, which say nothing in a stream of events.
     *
     * @return null if nothing can be said any more
     */
    ByteBuf interjection(byte[] event, ByteBufAllocator alloc) {
        if (towards == Towards.BARE) {
            return alloc.buffer(event.length).writeBytes(event);
        }
        boolean chunked = towards == Towards.CHUNKS || framing.isChunked();
        long owed = towards == Towards.SAME ? framing.owedData() : 0;
        if (!chunked || owed > LONGEST_PADDING) {
            return null;
        }
        ByteBuf out = alloc.buffer((int) owed + event.length + 32);
        for (long i = 0; i < owed; i++) {
            out.writeByte('\n');
        }
        if (towards == Towards.SAME && framing.owedLineEnd() > 0) {
            out.writeBytes(framing.owedLineEnd() == 2 ? new byte[] {'\r', '\n'} : new byte[] {'\n'});
        }
        Ascii.writeHex(out, event.length);
        return out.writeByte('\r')
                .writeByte('\n')
                .writeBytes(event)
                .writeByte('\r')
                .writeByte('\n');
    }
}
