package dev.berth.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private static final String STREAM =
            """
            data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

            data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}],"usage":null}

            data: {"id":"1","choices":[{"index":0,"delta":{"content": "lo"},"finish_reason":"stop"}]}

            data: {"id":"1","choices":[],"usage":{"prompt_tokens":7,"total_tokens":19,"completion_tokens":12}}

            data: [DONE]

            """;

    private static SseReader read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        SseReader reader = new SseReader();
        reader.feed(bytes, 0, bytes.length);
        return reader;
    }

    @Property(tries = 200)
    void readsTheSameHoweverTheBytesAreCut(@ForAll @IntRange(min = 1, max = 60) int size, @ForAll boolean crlf) {
        byte[] bytes = (crlf ? STREAM.replace("\n", "\r\n") : STREAM).getBytes(StandardCharsets.UTF_8);
        SseReader reader = new SseReader();

        for (int from = 0; from < bytes.length; from += size) {
            reader.feed(bytes, from, Math.min(bytes.length, from + size));
        }

        assertThat(reader.isDone()).isTrue();
        assertThat(reader.outputTokens()).isEqualTo(12);
        assertThat(reader.sawContent()).isTrue();
        assertThat(reader.error()).isEmpty();
    }

    @Test
    void aRoleWithoutTextIsNoFirstToken() {
        String role = STREAM.substring(0, STREAM.indexOf("\n\n") + 2);

        assertThat(read(role).sawContent()).isFalse();
        assertThat(read(STREAM.substring(0, STREAM.indexOf("Hel") + 10)).sawContent())
                .as("the line is not complete")
                .isFalse();
        assertThat(read(role + "data: {\"choices\":[{\"text\":\"x\"}]}\n").sawContent())
                .isTrue();
    }

    @Test
    void withoutUsageChunksWithTextAreCounted() {
        String withoutUsage = STREAM.replaceAll("data: .*usage\":\\{.*\n\n", "");

        assertThat(withoutUsage).doesNotContain("completion_tokens");
        assertThat(read(withoutUsage).outputTokens()).isEqualTo(2);
    }

    @Test
    void anErrorEventIsKept() {
        assertThat(read("data: {\"error\": {\"message\": \"broken\"}}\n\n").error())
                .contains("broken");
        assertThat(read("data: {\"object\":\"error\",\"message\":\"old\"}\n").error())
                .contains("old");
    }

    @Test
    void commentsAndOtherFieldsAreNoData() {
        SseReader reader = read(": ping\nevent: x\nid: [DONE]\n");

        assertThat(reader.isDone()).isFalse();
        assertThat(reader.sawContent()).isFalse();
    }
}
