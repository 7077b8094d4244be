package dev.berth.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PromptTextTest {
    private static final int BLOCK = 2048;

    private static JsonNode body(int systemPromptTokens, ReplayRequest request) {
        ByteBuf body = new ChatBody(systemPromptTokens).write(request, UnpooledByteBufAllocator.DEFAULT);
        String text = body.toString(StandardCharsets.UTF_8);
        body.release();
        return Json.tree(text);
    }

    private static int contentBytes(JsonNode body) {
        int bytes = 0;
        for (JsonNode message : body.get("messages")) {
            bytes += message.get("content").asText().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

    @Test
    void equalBlocksAreEqualTextsAndEverythingElseDiffers() {
        byte[] first = PromptText.user("r1", 1400, List.of(7L, 8L));
        byte[] again = PromptText.user("r2", 1400, List.of(7L, 9L));

        assertThat(first).hasSize(5600);
        assertThat(Arrays.copyOf(first, BLOCK)).isEqualTo(Arrays.copyOf(again, BLOCK));
        assertThat(Arrays.copyOfRange(first, BLOCK, 2 * BLOCK))
                .isNotEqualTo(Arrays.copyOfRange(again, BLOCK, 2 * BLOCK));
        assertThat(Arrays.copyOfRange(first, 2 * BLOCK, 5600)).isNotEqualTo(Arrays.copyOfRange(again, 2 * BLOCK, 5600));
        assertThat(first).isEqualTo(PromptText.user("r1", 1400, List.of(7L, 8L)));
    }

    @Property(tries = 100)
    void aPromptHasFourBytesForEachToken(
            @ForAll @IntRange(min = 1, max = 3000) int tokens,
            @ForAll @IntRange(min = 0, max = 500) int system,
            @ForAll @IntRange(min = 0, max = 6) int blocks) {
        List<Long> ids = List.of(1L, 2L, 3L, 4L, 5L, 6L).subList(0, blocks);

        JsonNode body = body(system, new ReplayRequest("r", 0, "sql", tokens, 9, true, ids));

        assertThat(contentBytes(body)).isEqualTo(4 * tokens);
    }

    @Test
    void aModelsRequestsShareItsSystemPrompt() {
        JsonNode one = body(32, new ReplayRequest("r1", 0, "sql", 100, 9, false, List.of()));
        JsonNode two = body(32, new ReplayRequest("r2", 0, "sql", 100, 9, false, List.of()));
        JsonNode other = body(32, new ReplayRequest("r1", 0, "law", 100, 9, false, List.of()));

        assertThat(one.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(one.at("/messages/0/content")).isEqualTo(two.at("/messages/0/content"));
        assertThat(one.at("/messages/0/content")).isNotEqualTo(other.at("/messages/0/content"));
        assertThat(one.at("/messages/1/content")).isNotEqualTo(two.at("/messages/1/content"));
    }

    @Test
    void theBodyAsksForTheLengthAndForUsageOfAStream() {
        JsonNode stream = body(0, new ReplayRequest("r1", 0, "say \"hi\"", 10, 42, true, List.of()));
        JsonNode whole = body(0, new ReplayRequest("r1", 0, "sql", 10, 42, false, List.of()));

        assertThat(stream.get("model").asText()).isEqualTo("say \"hi\"");
        assertThat(stream.get("max_tokens").asInt()).isEqualTo(42);
        assertThat(stream.get("stream").asBoolean()).isTrue();
        assertThat(stream.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(whole.has("stream")).isFalse();
    }
}
