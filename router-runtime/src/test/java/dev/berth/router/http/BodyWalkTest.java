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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick walk says yes only where the JSON library says the same. */
class BodyWalkTest {
    private static final List<String> BODIES = List.of(
            "{\"model\":\"sql\",\"stream\":true,\"max_tokens\":7,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
            "{ \"messages\" : [ ] , \"n\" : -1.5e+3, \"stop\":[\"a\\\"b\",\"\\u00e4\\n\"], \"model\" : \"a/b@c\" }\n",
            "{\"a\":{\"b\":[{},[],[[1,2],{\"model\":\"x\"}],null,false,0]},\"model\":\"m\",\"max_completion_tokens\":12}",
            "{\"model\":\"cheap\",\"x\":\"\\\\\",\"model\":\"dear\",\"stream\":false,\"stream\":true}",
            "{\"text\":\"a long string that fills more than one word, with \\t and {\\\"model\\\": 1}\",\"model\":\"m\"}",
            "{\"max_tokens\":null,\"mod\\u0065l\":\"hidden\",\"model\":\"seen\"}",
            "{\"model\":\"\u00e4\u4e2d\",\"max_tokens\":0123}");

    private static BodyScan walk(String body) {
        return walk(body.getBytes(StandardCharsets.UTF_8));
    }

    private static BodyScan walk(byte[] bytes) {
        return BodyWalk.scan(bytes, 0, bytes.length, new StringBlocks());
    }

    @Test
    void readsAPlainBodyWithoutTheLibrary() {
        BodyScan scan = walk(BODIES.get(0));
        assertThat(scan).isEqualTo(new BodyScan("sql", 9, 14, true, 7));
    }

    @Test
    void findsTheModelBehindALongPrompt() {
        String body = "{\"prompt\":\"" + "x".repeat(32_000) + "\",\"model\":\"sql\"}";
        assertThat(walk(body).model()).isEqualTo("sql");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[\"model\"]",
                "{\"model\":\"sql\"",
                "{\"model\":\"sql\"]",
                "{\"model\":\"sql\",}",
                "{\"model\":\"sql\"} {}",
                "{\"model\":\"s\\u0071l\"}",
                "{\"mod\\u0065l\":\"sql\"}",
                "{\"model\":\"sql\",\"a\":[1,]}",
                "{\"model\":\"sql\",\"a\":01}",
                "{\"model\":\"sql\",\"a\":\"line\nbreak\"}",
                "{\"model\":\"sql\",\"max_tokens\":1.5}"
            })
    void givesUpOnWhatIsNotPlain(String body) {
        assertThat(walk(body)).isNull();
    }

    @Property(tries = 4_000)
    void whereItSaysYesTheLibraryAgrees(@ForAll("damaged") String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        BodyScan quick = walk(bytes);
        if (quick != null) {
            assertThat(BodyScan.thoroughly(bytes, 0, bytes.length)).isEqualTo(quick);
        }
    }

    /** A quote, backslash or control character is found at every place of a word, whatever stands around it. */
    @Property
    void aStringEndsWhereItEnds(@ForAll @IntRange(max = 40) int before, @ForAll("filler") char filler) {
        String text = String.valueOf(filler).repeat(before);
        BodyScan scan = walk("{\"p\":\"" + text + "\",\"model\":\"" + text + "m\"}");
        assertThat(scan.model()).isEqualTo(text + "m");
    }

    /** Escapes of two and of six bytes, wherever they begin and end in a word, hide what follows them and nothing else. */
    @Property
    void escapesArePassedAtEveryPlace(@ForAll("pieces") List<String> pieces) throws Exception {
        String body = "{\"p\":\"" + String.join("", pieces) + "\",\"model\":\"sql\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertThat(walk(body)).isNotNull().isEqualTo(BodyScan.thoroughly(bytes, 0, bytes.length));
    }

    /** Whatever a string may hold, and wherever in a word it ends, the quick walk reads it as the library does or not at all. */
    @Property(tries = 4_000)
    void aStringIsReadAsTheLibraryReadsIt(@ForAll("texts") String text) throws Exception {
        byte[] bytes = ("{\"p\":\"" + text + "\",\"model\":\"sql\"}").getBytes(StandardCharsets.UTF_8);
        BodyScan quick = walk(bytes);
        if (quick != null) {
            assertThat(BodyScan.thoroughly(bytes, 0, bytes.length)).isEqualTo(quick);
        }
    }

    /** The same where strings are so long that they are passed by blocks. */
    @Property(tries = 4_000)
    void aLongStringIsReadAsTheLibraryReadsIt(
            @ForAll @IntRange(max = 3_000) int place, @ForAll("texts") String text, @ForAll("texts") String later)
            throws Exception {
        String prompt = "a \\\"prompt\\\" of\\nmany\\tlines, ".repeat(100);
        String body = prompt.substring(0, place) + text + prompt + later;
        byte[] bytes = ("{\"p\":\"" + body + "\",\"model\":\"sql\"}").getBytes(StandardCharsets.UTF_8);
        BodyScan quick = walk(bytes);
        if (quick != null) {
            assertThat(BodyScan.thoroughly(bytes, 0, bytes.length)).isEqualTo(quick);
        }
    }

    /** Nor is the library asked for what is well-formed, however long. */
    @Property
    void escapesOfALongStringArePassedToo(
            @ForAll @IntRange(max = 2_000) int before, @ForAll("pieces") List<String> pieces) throws Exception {
        String text = "x".repeat(before) + String.join("", pieces).repeat(60);
        byte[] bytes = ("{\"p\":\"" + text + "\",\"model\":\"sql\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(walk(bytes)).isNotNull().isEqualTo(BodyScan.thoroughly(bytes, 0, bytes.length));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "n",
                        "u00e9",
                        "a",
                        "\\",
                        "\\",
                        "\\n",
                        "\\\"",
                        "\"",
                        "\n",
                        "\u00e4",
                        " ",
                        "\",\"model\":\"x",
                        "!#[]")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "a",
                        "bc",
                        " ",
                        "\u00e4",
                        "\u4e5c",
                        "\\\"",
                        "\\\\",
                        "\\n",
                        "\\u00e9",
                        "\\/",
                        "\\\",\\\"model\\\":1")
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<Character> filler() {
        return Arbitraries.of(' ', '!', '#', '[', ']', '\u007f', '\u0080', '\u00a2', '\u00dc', '\u4e5c', '{', ':');
    }

    @Provide
    Arbitrary<String> damaged() {
        Arbitrary<Character> mark = Arbitraries.of(
                '{', '}', '[', ']', '"', '\\', ',', ':', ' ', '0', '1', '-', '.', 'e', 't', 'u', 'n', '\n', '\u00e4');
        return Arbitraries.of(BODIES).flatMap(body -> Arbitraries.integers()
                .between(0, body.length() - 1)
                .flatMap(place -> Arbitraries.integers()
                        .between(0, 3)
                        .flatMap(cut -> mark.list().ofMaxSize(2).map(marks -> {
                            StringBuilder inserted = new StringBuilder();
                            marks.forEach(inserted::append);
                            return body.substring(0, place)
                                    + inserted
                                    + body.substring(Math.min(body.length(), place + cut));
                        }))));
    }
}
