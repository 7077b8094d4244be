package dev.berth.router.http.wire;

import io.netty.buffer.ByteBuf;

/**
 * Takes a client's body out of its chunks. Nothing that two readers might read differently is read: no extensions, no
 * trailers, no bare line feeds.
 *
 * <pre>
 *   SIZE --digits--> SIZE --CR LF--> DATA --its bytes, CR LF--> SIZE
 *   SIZE --size 0, CR LF--> END --CR LF--> DONE
 * </pre>
 */
public final class ChunkedBody {
    private enum At {
        SIZE,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        END_CR,
        END_LF,
        DONE
    }

    private static final int MOST_DIGITS = 8;

    private At at = At.SIZE;
    private int digits;
    private long left;

    public boolean isDone() {
        return at == At.DONE;
    }

    /**
     * Advances the readable bytes to the next of the body's own.
     *
     * @return how many of them are readable from there; 0 if more bytes are needed, or the body is done
     */
    public int next(ByteBuf in) throws MalformedHttpException {
        while (at != At.DONE && in.isReadable()) {
            if (at == At.DATA) {
                return (int) Math.min(left, in.readableBytes());
            }
            framing(in.readByte());
        }
        return 0;
    }

    /** So many of the bytes that {@link #next} found were taken. */
    public void took(int bytes) {
        left -= bytes;
        if (left == 0) {
            at = At.DATA_CR;
        }
    }

    private void framing(byte b) throws MalformedHttpException {
        switch (at) {
            case SIZE -> size(b);
            case SIZE_LF -> {
                expect(b, '\n');
                at = left == 0 ? At.END_CR : At.DATA;
                digits = 0;
            }
            case DATA_CR -> become(b, '\r', At.DATA_LF);
            case DATA_LF -> become(b, '\n', At.SIZE);
            case END_CR -> become(b, '\r', At.END_LF);
            default -> become(b, '\n', At.DONE);
        }
    }

    private void size(byte b) throws MalformedHttpException {
        int digit = Ascii.hex(b);
        if (digit >= 0 && digits < MOST_DIGITS) {
            left = digits == 0 ? digit : 16 * left + digit;
            digits++;
        } else if (digits > 0 && b == '\r') {
            at = At.SIZE_LF;
        } else {
            throw new MalformedHttpException("a chunk's size that is not a plain number");
        }
    }

    private void become(byte b, char wanted, At next) throws MalformedHttpException {
        expect(b, wanted);
        at = next;
    }

    private static void expect(byte b, char wanted) throws MalformedHttpException {
        if (b != wanted) {
            throw new MalformedHttpException("chunks that are not chunks");
        }
    }
}
