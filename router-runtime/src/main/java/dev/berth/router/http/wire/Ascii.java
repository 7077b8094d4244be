package dev.berth.router.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Texts and numbers as bytes of a head. */
public final class Ascii {
    private Ascii() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Characters beyond ASCII become question marks. */
    public static void write(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }

    /**
     * @param number >= 0
     */
    public static void write(ByteBuf out, long number) {
        long unit = 1;
        while (number / unit >= 10) {
            unit *= 10;
        }
        for (long rest = number; unit > 0; unit /= 10) {
            out.writeByte((byte) ('0' + rest / unit));
            rest %= unit;
        }
    }

    public static void writeHex(ByteBuf out, int number) {
        int shift = 28 - Integer.numberOfLeadingZeros(number | 1) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte("0123456789abcdef".charAt((number >>> shift) & 0xF));
        }
    }

    /** The value of a hexadecimal digit, -1 of any other character. */
    public static int hex(byte digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        int lower = digit | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
