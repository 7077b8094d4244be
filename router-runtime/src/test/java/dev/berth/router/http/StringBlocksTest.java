package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a block says of the inside of a string, held to reading it byte by byte. */
class StringBlocksTest {
    private static final int FROM = 3;
    private static final String TEXT = "caf\u00e9 with \\\"quotes\\\", \\t tabs and a \\n line, {\\\"model\\\": 1}; ";

    private final StringBlocks blocks = new StringBlocks();

    private int pass(String inside) {
        return blocks.pass(("{a\"" + inside).getBytes(StandardCharsets.UTF_8), FROM);
    }

    @Test
    void aBlockOfTextWithItsUsualEscapesIsPassedAsAWhole() {
        String text = TEXT.repeat(40);
        assertThat(pass(text)).isEqualTo(FROM + StringBlocks.BYTES);
    }

    @Test
    void anEscapeThatIsOpenAtTheEndOfABlockIsLeftToWhoGoesOn() {
        String text = "x".repeat(StringBlocks.BYTES - 1) + "\\\" and on";
        assertThat(pass(text)).isEqualTo(FROM + StringBlocks.BYTES - 1);
    }

    @Test
    void theEndOfTheStringIsNotPassed() {
        String text = "x".repeat(100) + "\",\"model\":\"sql\"}" + " ".repeat(StringBlocks.BYTES);
        assertThat(pass(text)).isBetween(FROM, FROM + 100);
    }

    /** Whatever stands at one place of a block of text: nothing is passed that ends the string or that JSON does not allow. */
    @Property(tries = 3_000)
    void nothingIsPassedThatAReaderWouldStopAt(
            @ForAll @IntRange(max = StringBlocks.BYTES) int place, @ForAll("oddities") List<String> odd) {
        String text = TEXT.repeat(40);
        byte[] bytes =
                ("{a\"" + text.substring(0, place) + String.join("", odd) + text).getBytes(StandardCharsets.UTF_8);

        int passed = blocks.pass(bytes, FROM);

        assertThat(passed).isLessThanOrEqualTo(readTo(bytes, passed));
    }

    /** The first index, not before {@code to}, at which no escape is open; or where the string ends or is none. */
    private static int readTo(byte[] bytes, int to) {
        int at = FROM;
        while (at < to) {
            byte b = bytes[at];
            boolean allowed = b < 0 || b >= ' ';
            if (b == '"' || !allowed || (b == '\\' && "\"\\/bfnrtu".indexOf(bytes[at + 1]) < 0)) {
                return at;
            }
            at += b == '\\' ? 2 : 1;
        }
        // After the middle of an escape the caller would take its second half for text.
        return at == to ? at : to - 1;
    }

    @Provide
    Arbitrary<List<String>> oddities() {
        return Arbitraries.of(
                        "\"", "\\", "\\\\", "\\u00e9", "\\x", "\n", "\u0001", "\\\"", "\u4e5c", "x", "\\t", "\u007f")
                .list()
                .ofMaxSize(4);
    }
}
