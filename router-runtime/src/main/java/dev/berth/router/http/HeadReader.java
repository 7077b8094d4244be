package dev.berth.router.http;

import dev.berth.router.http.wire.HeadLines;
import dev.berth.router.http.wire.MalformedHttpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Collects the bytes of a connection until a whole head is there. Nearly always it comes in one read, and nothing is
 * collected; a head that trickles is looked through once, however many reads it takes.
 */
final class HeadReader {
    private static final int WINDOW = 1_024;
    private static final int OVERLAP = 3;

    private final byte[] window;
    /** Bytes that were read and are not yet used; null if there are none. */
    private ByteBuf unread;

    private int searched;

    /** @param window scratch space of the event loop */
    HeadReader(byte[] window) {
        this.window = window;
    }

    /** Adds bytes, which are this object's from now on. */
    void add(ByteBuf in) {
        if (unread == null) {
            unread = in;
            return;
        }
        if (unread.refCnt() > 1 || unread.writableBytes() < in.readableBytes()) {
            ByteBuf larger = PooledByteBufAllocator.DEFAULT.buffer(2 * (unread.readableBytes() + in.readableBytes()));
            larger.writeBytes(unread);
            unread.release();
            unread = larger;
        }
        unread.writeBytes(in);
        in.release();
    }

    /** Null if there are none. */
    ByteBuf unread() {
        return unread;
    }

    int size() {
        return unread == null ? 0 : unread.readableBytes();
    }

    /** Bytes of memory that are kept. */
    int kept() {
        return unread == null ? 0 : unread.capacity();
    }

    /** Takes the bytes; they are the caller's from now on. */
    ByteBuf take() {
        ByteBuf taken = unread;
        unread = null;
        return taken;
    }

    /** Lets go of what was read to its end. */
    void trim() {
        if (unread != null && !unread.isReadable()) {
            unread.release();
            unread = null;
        }
    }

    void release() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
        searched = 0;
    }

    /** Empty lines before a request are not a part of it. */
    void skipEmptyLines() {
        while (searched == 0 && unread.readableBytes() >= 2 && unread.getShort(unread.readerIndex()) == 0x0D0A) {
            unread.skipBytes(2);
        }
    }

    /**
     * A whole head.
     *
     * @return null if its end has not come
     * @throws MalformedHttpException if it is too long
     */
    byte[] head() throws MalformedHttpException {
        int start = unread.readerIndex();
        int size = unread.readableBytes();
        int from = Math.max(0, searched - OVERLAP);
        while (from < size) {
            int length = Math.min(WINDOW, size - from);
            unread.getBytes(start + from, window, 0, length);
            int end = HeadLines.endOf(window, 0, length);
            if (end >= 0) {
                byte[] head = new byte[from + end];
                unread.readBytes(head);
                searched = 0;
                return head;
            }
            if (from + length > HeadLines.MOST_BYTES) {
                throw new MalformedHttpException("a head of more than " + HeadLines.MOST_BYTES + " bytes");
            }
            if (from + length == size) {
                break;
            }
            from += length - OVERLAP;
        }
        searched = size;
        return null;
    }
}
