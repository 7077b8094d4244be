package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScanTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static BodyScan scan(String body) throws BodyScan.UnusableBodyException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return BodyScan.of(bytes, bytes.length, new StringBlocks());
    }

    private static ApiError refused(byte[] bytes) {
        try {
            BodyScan.of(bytes, bytes.length, new StringBlocks());
            throw new AssertionError("taken: " + new String(bytes, StandardCharsets.UTF_8));
        } catch (BodyScan.UnusableBodyException e) {
            return e.error();
        }
    }

    @Test
    void findsWhatTheRouterNeeds() throws Exception {
        BodyScan scan = scan("{\"stream\": true, \"model\":\"sql\", \"max_tokens\": 7, \"n\": 1}");
        assertThat(scan.model()).isEqualTo("sql");
        assertThat(scan.stream()).isTrue();
        assertThat(scan.maxTokens()).isEqualTo(7);
        assertThat(scan.modelStart()).isEqualTo(25);
        assertThat(scan.modelEnd()).isEqualTo(30);
    }

    @Test
    void theNewerNameOfMaxTokensCountsToo() throws Exception {
        assertThat(scan("{\"model\":\"m\",\"max_completion_tokens\":9}").maxTokens())
                .isEqualTo(9);
        assertThat(scan("{\"model\":\"m\",\"max_tokens\":null}").maxTokens()).isZero();
        assertThat(scan("{\"model\":\"m\",\"max_tokens\":\"many\"}").maxTokens())
                .isZero();
        assertThat(scan("{\"model\":\"m\",\"max_tokens\":99999999999999999999}").maxTokens())
                .isZero();
        assertThat(scan("{\"model\":\"m\",\"max_tokens\":-5}").maxTokens()).isZero();
    }

    @Test
    void ofAKeyGivenTwiceTheLastCountsAsForThePod() throws Exception {
        String body = "{\"model\":\"cheap\",\"messages\":[],\"model\":\"dear\"}";
        BodyScan scan = scan(body);
        assertThat(scan.model()).isEqualTo("dear");
        assertThat(body.substring(scan.modelStart(), scan.modelEnd())).isEqualTo("\"dear\"");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws Exception {
        String body = "\uFEFF{\"model\":\"sql\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        BodyScan scan = scan(body);
        assertThat(new String(bytes, scan.modelStart(), scan.modelEnd() - scan.modelStart(), StandardCharsets.UTF_8))
                .isEqualTo("\"sql\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"model\":\"sql\"",
                "{\"model\":\"sql\"]",
                "{\"model\" \"sql\"}",
                "[\"model\"]",
                "\"model\"",
                "{\"model\":\"sql\"} {}",
                "model=sql",
                "{\"a\":tru,\"model\":\"sql\"}",
                "\u0000{"
            })
    void brokenJsonIsRefused(String body) {
        ApiError error = refused(body.getBytes(StandardCharsets.UTF_8));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_json");
    }

    @Test
    void utf16IsRefusedRatherThanGuessed() {
        assertThat(refused("{\"model\":\"sql\"}".getBytes(StandardCharsets.UTF_16))
                        .code())
                .isEqualTo("invalid_json");
        assertThat(refused("{\"model\":\"sql\"}".getBytes(StandardCharsets.UTF_16LE))
                        .code())
                .isEqualTo("invalid_json");
        assertThat(refused("{\"model\":\"sql\"}".getBytes(StandardCharsets.UTF_16BE))
                        .code())
                .isEqualTo("invalid_json");
    }

    @Test
    void deepNestingIsRefusedAndNotAStackOverflow() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"model\":\"sql\"}";
        assertThat(refused(deep.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"model\":\"\"}",
                "{\"model\":null}",
                "{\"model\":7}",
                "{\"model\":{\"model\":\"x\"}}",
                "{\"messages\":[{\"model\":\"x\"}]}",
                "{\"Model\":\"x\"}"
            })
    void aBodyWithoutAModelIsRefused(String body) {
        ApiError error = refused(body.getBytes(StandardCharsets.UTF_8));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("model");
    }

    @Test
    void theErrorSaysWhere() {
        assertThatThrownBy(() -> scan("{\"model\":\"sql\",,}"))
                .hasMessageContaining("not valid JSON")
                .hasMessageContaining("byte 1");
    }

    /** The splice against a JSON library: the model is replaced, everything else is the same value and the same bytes. */
    @Property(tries = 500)
    void splicingChangesTheModelAndNoOtherByte(@ForAll("bodies") Body body, @ForAll("names") String engineName)
            throws Exception {
        byte[] bytes = body.text().getBytes(StandardCharsets.UTF_8);
        BodyScan scan = BodyScan.of(bytes, bytes.length, new StringBlocks());
        assertThat(scan.model()).isEqualTo(body.model());

        byte[] name = JSON.writeValueAsString(engineName).getBytes(StandardCharsets.UTF_8);
        byte[] spliced = new byte[bytes.length - (scan.modelEnd() - scan.modelStart()) + name.length];
        System.arraycopy(bytes, 0, spliced, 0, scan.modelStart());
        System.arraycopy(name, 0, spliced, scan.modelStart(), name.length);
        System.arraycopy(
                bytes, scan.modelEnd(), spliced, scan.modelStart() + name.length, bytes.length - scan.modelEnd());

        ObjectNode wanted = (ObjectNode) JSON.readTree(bytes);
        wanted.set("model", TextNode.valueOf(engineName));
        assertThat(JSON.readTree(spliced)).isEqualTo(wanted);
        assertThat(Arrays.copyOfRange(spliced, 0, scan.modelStart()))
                .isEqualTo(Arrays.copyOfRange(bytes, 0, scan.modelStart()));
        assertThat(spliced.length - scan.modelStart() - name.length).isEqualTo(bytes.length - scan.modelEnd());
    }

    /** A body as text, and the model that a JSON library reads in it. */
    record Body(String text, String model) {}

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> plain =
                Arbitraries.strings().ofMinLength(1).ofMaxLength(20).filter(BodyScanTest::encodes);
        return Arbitraries.oneOf(
                plain,
                Arbitraries.of("sql@0a1b2c3d", "a\"b", "a\\", "model", "\u00e4\u4e2d\ud83d\ude00", "\"model\":\"x\""));
    }

    /** A lone surrogate has no UTF-8. */
    private static boolean encodes(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Provide
    Arbitrary<Body> bodies() {
        Arbitrary<JsonNode> decoy = Arbitraries.lazyOf(
                () -> names().map(TextNode::valueOf),
                () -> names().map(name -> NODES.objectNode().put("model", name)),
                () -> names().map(name -> NODES.arrayNode()
                        .add(NODES.objectNode().put("role", "user").put("content", "\"model\": \"" + name + "\""))),
                () -> Arbitraries.integers().map(NODES::numberNode),
                () -> Arbitraries.doubles().map(NODES::numberNode),
                () -> Arbitraries.of(true, false).map(NODES::booleanNode));
        Arbitrary<List<JsonNode>> before = decoy.list().ofMaxSize(4);
        Arbitrary<List<JsonNode>> after = decoy.list().ofMaxSize(4);
        return Combinators.combine(names(), before, after, Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(BodyScanTest::body);
    }

    private static Body body(
            String model, List<JsonNode> before, List<JsonNode> after, boolean pretty, boolean escaped) {
        ObjectNode root = NODES.objectNode();
        for (int i = 0; i < before.size(); i++) {
            root.set("before" + i, before.get(i));
        }
        root.put("model", model);
        for (int i = 0; i < after.size(); i++) {
            root.set(i == 0 ? "messages" : "after\"" + i, after.get(i));
        }
        try {
            String text = pretty
                    ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root)
                    : JSON.writeValueAsString(root);
            return new Body(escaped ? escapedAscii(text) : text, model);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same JSON with everything beyond ASCII written as escapes. */
    private static String escapedAscii(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> {
            if (c < 128) {
                out.append((char) c);
            } else {
                out.append("\\u%04x".formatted(c));
            }
        });
        return out.toString();
    }
}
