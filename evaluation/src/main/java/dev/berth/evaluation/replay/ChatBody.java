package dev.berth.evaluation.replay;

import dev.berth.domain.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes chat completion requests, in the order of fields in which OpenAI's own clients write them. */
final class ChatBody {
    private final int systemPromptTokens;
    private final Map<String, byte[]> systemPrompts = new HashMap<>();

    /**
     * @param systemPromptTokens of each model's own system prompt, a part of the prompt; 0 for none
     */
    ChatBody(int systemPromptTokens) {
        this.systemPromptTokens = systemPromptTokens;
    }

    ByteBuf write(ReplayRequest request, ByteBufAllocator buffers) {
        int system = Math.max(0, Math.min(systemPromptTokens, request.promptTokens() - 1));
        byte[] user = PromptText.user(request.id(), request.promptTokens() - system, request.prefixBlocks());
        ByteBuf body = buffers.buffer(user.length + system * PromptText.BYTES_PER_TOKEN + 512);
        ascii(body, "{\"messages\":[");
        if (system > 0) {
            byte[] prompt = systemPrompts.computeIfAbsent(
                    request.model(), model -> PromptText.system(model, systemPromptTokens));
            ascii(body, "{\"role\":\"system\",\"content\":\"");
            body.writeBytes(prompt, 0, system * PromptText.BYTES_PER_TOKEN);
            ascii(body, "\"},");
        }
        ascii(body, "{\"role\":\"user\",\"content\":\"");
        body.writeBytes(user);
        ascii(body, "\"}],\"model\":");
        body.writeCharSequence(Json.write(request.model()), StandardCharsets.UTF_8);
        ascii(body, ",\"max_tokens\":" + request.outputTokens());
        ascii(body, request.stream() ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}");
        return body;
    }

    private static void ascii(ByteBuf body, String text) {
        body.writeCharSequence(text, StandardCharsets.US_ASCII);
    }
}
