package dev.berth.router.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BodyFramingTest {
    /** What came out of a body: its own bytes, and what would be passed on. */
    private static final class Followed {
        private final StringBuilder data = new StringBuilder();
        private final StringBuilder passed = new StringBuilder();
        private final BodyFraming framing;
        private String surplus = "";

        Followed(BodyFraming framing) {
            this.framing = framing;
        }

        Followed read(String piece) throws MalformedHttpException {
            ByteBuf in = Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1);
            int end = framing.follow(
                    in,
                    (buffer, from, length) -> data.append(buffer.toString(from, length, StandardCharsets.ISO_8859_1)));
            passed.append(new String(framing.prefix(), StandardCharsets.ISO_8859_1));
            passed.append(in.toString(0, framing.passTo(), StandardCharsets.ISO_8859_1));
            if (framing.isEnded() && framing.isEndOwed()) {
                passed.append("0\r\n\r\n");
            }
            surplus = in.toString(end, in.writerIndex() - end, StandardCharsets.ISO_8859_1);
            return this;
        }
    }

    @Test
    void aLengthEndsAfterItsBytesAndTheRestIsNotOfIt() throws Exception {
        Followed followed = new Followed(BodyFraming.ofLength(5)).read("abc").read("deXY");
        assertThat(followed.framing.isEnded()).isTrue();
        assertThat(followed.passed).hasToString("abcde");
        assertThat(followed.surplus).isEqualTo("XY");
    }

    @Test
    void trailersAreNotPassedOn() throws Exception {
        Followed followed = new Followed(BodyFraming.ofChunks()).read("3\r\nabc\r\n0\r\nx: 1\r\n\r\n");
        assertThat(followed.framing.isEnded()).isTrue();
        assertThat(followed.passed).hasToString("3\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void whatIsPassedOnNeverEndsInASizeLine() throws Exception {
        Followed followed = new Followed(BodyFraming.ofChunks()).read("3\r\nab");
        assertThat(followed.framing.owedData()).isEqualTo(1);
        assertThat(followed.framing.owedLineEnd()).isEqualTo(2);
        followed.read("c\r");
        assertThat(followed.framing.owedLineEnd()).isEqualTo(1);
        followed.read("\n1");
        assertThat(followed.passed).hasToString("3\r\nabc\r\n");
        assertThat(followed.framing.owedLineEnd()).isZero();
        followed.read("0\r\n0123456789abcdef");
        assertThat(followed.passed).hasToString("3\r\nabc\r\n10\r\n0123456789abcdef");
        assertThat(followed.framing.owedLineEnd()).isEqualTo(2);
        assertThat(followed.framing.owedData()).isZero();
    }

    @Test
    void whatIsNoChunkIsRefused() {
        for (String bad : List.of(
                "x\r\n",
                "\r\n",
                "3\n",
                "3\r\nabcd\r\n",
                "3\r\nabc\n",
                "-1\r\n",
                "3;a\u0001\r\n",
                "1234567890123456\r\n",
                "3;" + "x".repeat(1_000))) {
            assertThatThrownBy(() -> new Followed(BodyFraming.ofChunks()).read(bad))
                    .as(bad)
                    .isInstanceOf(MalformedHttpException.class);
        }
    }

    /** However the pod's writes are cut into reads. */
    @Property(tries = 2_000)
    void piecesMakeNoDifference(@ForAll("chunks") List<String> chunks, @ForAll("cuts") List<Integer> cuts)
            throws Exception {
        StringBuilder wire = new StringBuilder();
        for (int i = 0; i < chunks.size(); i++) {
            String extension = i % 3 == 2 ? ";a=b" : "";
            wire.append(Integer.toHexString(chunks.get(i).length()))
                    .append(extension)
                    .append("\r\n")
                    .append(chunks.get(i))
                    .append("\r\n");
        }
        wire.append("0\r\n\r\n");
        Followed followed = new Followed(BodyFraming.ofChunks());
        int at = 0;
        for (int i = 0; at < wire.length(); i++) {
            int end = Math.min(wire.length(), at + (cuts.isEmpty() ? 1 : cuts.get(i % cuts.size())));
            assertThat(followed.framing.isEnded()).isFalse();
            followed.read(wire.substring(at, end));
            at = end;
        }
        assertThat(followed.framing.isEnded()).isTrue();
        assertThat(followed.data).hasToString(String.join("", chunks));
        assertThat(followed.passed).hasToString(wire.toString());
        assertThat(followed.surplus).isEmpty();
    }

    @Provide
    Arbitrary<List<String>> chunks() {
        return Arbitraries.strings()
                .withChars("ab\r\n0;")
                .ofMinLength(1)
                .ofMaxLength(40)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 30).list().ofMaxSize(6);
    }

    /** The same for what a client sends. */
    @Property(tries = 2_000)
    void aClientsChunksAreTakenOutWhereverTheyAreCut(
            @ForAll("chunks") List<String> chunks, @ForAll("cuts") List<Integer> cuts) throws Exception {
        StringBuilder wire = new StringBuilder();
        chunks.forEach(chunk -> wire.append(Integer.toHexString(chunk.length()))
                .append("\r\n")
                .append(chunk)
                .append("\r\n"));
        wire.append("0\r\n\r\n");
        List<String> pieces = new ArrayList<>();
        for (int at = 0, i = 0; at < wire.length(); i++) {
            int end = Math.min(wire.length(), at + (cuts.isEmpty() ? 1 : cuts.get(i % cuts.size())));
            pieces.add(wire.substring(at, end));
            at = end;
        }
        ChunkedBody body = new ChunkedBody();
        StringBuilder data = new StringBuilder();
        for (String piece : pieces) {
            ByteBuf in = Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1);
            int length;
            while ((length = body.next(in)) > 0) {
                data.append(in.readCharSequence(length, StandardCharsets.ISO_8859_1));
                body.took(length);
            }
            assertThat(in.isReadable()).isFalse();
        }
        assertThat(body.isDone()).isTrue();
        assertThat(data).hasToString(String.join("", chunks));
    }

    @Test
    void aClientsExtensionsAndBareLineFeedsAreRefused() {
        for (String bad : List.of(
                "3;a=b\r\n", "3 \r\n", "3\nabc", "3\r\nabc\n", "0\r\nx: 1\r\n\r\n", "g\r\n", "\r\n", "123456789\r\n")) {
            assertThatThrownBy(() -> {
                        ChunkedBody body = new ChunkedBody();
                        ByteBuf in = Unpooled.copiedBuffer(bad, StandardCharsets.ISO_8859_1);
                        int length;
                        while ((length = body.next(in)) > 0) {
                            in.skipBytes(length);
                            body.took(length);
                        }
                    })
                    .as(bad)
                    .isInstanceOf(MalformedHttpException.class);
        }
    }
}
