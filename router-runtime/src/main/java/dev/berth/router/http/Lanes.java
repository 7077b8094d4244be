package dev.berth.router.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes as one word, the first in the lowest lane; what is asked of all eight is answered in their high bits. */
final class Lanes {
    static final long ONES = 0x0101010101010101L;
    static final long HIGHS = 0x8080808080808080L;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWS = ~HIGHS;
    private static final long BLANKS = all(' ');

    private Lanes() {}

    static long word(byte[] bytes, int from) {
        return (long) WORD.get(bytes, from);
    }

    /** The same ASCII character in each lane. */
    static long all(char character) {
        return character * ONES;
    }

    /** The high bit of each byte that is zero, and no other bit. */
    static long zeros(long word) {
        return ~(((word & LOWS) + LOWS) | word) & HIGHS;
    }

    /** The high bit of each byte below the blank, and no other bit. */
    static long controls(long word) {
        return ~(((word | HIGHS) - BLANKS) | word) & HIGHS;
    }
}
