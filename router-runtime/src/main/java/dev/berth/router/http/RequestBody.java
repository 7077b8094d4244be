package dev.berth.router.http;

import dev.berth.router.http.wire.ChunkedBody;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.http.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A client's body as it comes in: one contiguous buffer, charged to the budget with all the memory that it keeps. A body that
 * came whole in one read stays where it was read.
 */
final class RequestBody {
    /** What is set aside on a client's word; more only as bytes come. */
    private static final int MOST_AT_ONCE = 1 << 20;

    /** How much of a body is here. */
    enum Progress {
        MORE,
        WHOLE,
        TOO_LARGE,
        NO_ROOM
    }

    private final BodyBudget budget;
    private final int most;
    /** Null if the body has a length. */
    private final ChunkedBody chunks;

    private final long announced;
    private ByteBuf bytes;
    private long charged;

    RequestBody(RequestHead head, int most, BodyBudget budget) {
        this.budget = budget;
        this.most = most;
        this.chunks = head.isChunked() ? new ChunkedBody() : null;
        this.announced = head.bodyLength();
    }

    boolean isAnnouncedTooLarge() {
        return announced > most;
    }

    /** Takes what belongs to the body off the readable bytes. */
    Progress read(ByteBuf in) throws MalformedHttpException {
        return chunks == null ? readLength(in) : readChunks(in);
    }

    private Progress readLength(ByteBuf in) {
        int wanted = (int) (announced - length());
        int here = Math.min(wanted, in.readableBytes());
        if (here > 0) {
            if (bytes == null && here == wanted) {
                return keep(in, here);
            }
            if (!append(in, here)) {
                return Progress.NO_ROOM;
            }
        }
        return here == wanted ? Progress.WHOLE : Progress.MORE;
    }

    private Progress keep(ByteBuf in, int length) {
        if (in.capacity() > 4 * length + 1_024) {
            return append(in, length) ? Progress.WHOLE : Progress.NO_ROOM; // A small body must not keep a large buffer.
        }
        if (!charge(in.capacity())) {
            return Progress.NO_ROOM;
        }
        bytes = in.readRetainedSlice(length);
        return Progress.WHOLE;
    }

    private Progress readChunks(ByteBuf in) throws MalformedHttpException {
        int here;
        while ((here = chunks.next(in)) > 0) {
            if (length() + (long) here > most) {
                return Progress.TOO_LARGE;
            }
            if (!append(in, here)) {
                return Progress.NO_ROOM;
            }
            chunks.took(here);
        }
        return chunks.isDone() ? Progress.WHOLE : Progress.MORE;
    }

    private boolean append(ByteBuf in, int length) {
        if (bytes == null) {
            long first = Math.max(length, Math.min(announced, MOST_AT_ONCE));
            if (!charge(first)) {
                return false;
            }
            bytes = PooledByteBufAllocator.DEFAULT.buffer((int) first);
        } else if (bytes.writableBytes() < length) {
            bytes.ensureWritable(length);
            if (!charge(bytes.capacity() - charged)) {
                return false;
            }
        }
        bytes.writeBytes(in, length);
        return true;
    }

    private boolean charge(long more) {
        if (!budget.take(more)) {
            return false;
        }
        charged += more;
        return true;
    }

    int length() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Null if it is empty. */
    ByteBuf bytes() {
        return bytes;
    }

    /** More than once is harmless. */
    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
        budget.give(charged);
        charged = 0;
    }
}
