package dev.berth.simulator.http;

import dev.berth.domain.json.Json;

/**
 * The JSON of one answer, chat completion or completion, put together from pieces: the parts that stay the same for all
 * chunks are made once. Fields stand in vLLM's order.
 */
final class AnswerForm {
    private final boolean chat;
    private final String id;
    private final String chunkStart;
    private final String wholeStart;

    AnswerForm(boolean chat, String requestId, long createdSeconds, String model) {
        this.chat = chat;
        this.id = (chat ? "chatcmpl-" : "cmpl-") + requestId;
        String rest = ",\"created\":" + createdSeconds + ",\"model\":" + Json.write(model) + ",\"choices\":[";
        String start = "{\"id\":" + Json.write(id) + ",\"object\":";
        this.chunkStart = start + (chat ? "\"chat.completion.chunk\"" : "\"text_completion\"") + rest;
        this.wholeStart = start + (chat ? "\"chat.completion\"" : "\"text_completion\"") + rest;
    }

    String id() {
        return id;
    }

    boolean hasRoleChunk() {
        return chat;
    }

    String roleChunk(String usage) {
        return chunkStart
                + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]"
                + usage + "}";
    }

    /**
     * @param finishReason null but on the last token
     * @param usage {@link #usageField}, or "" if the chunk has none
     */
    String tokenChunk(String word, String finishReason, String usage) {
        String reason = finishReason == null ? "null" : "\"" + finishReason + "\"";
        String text = chat ? "\"delta\":{\"content\":\"" + word + "\"}" : "\"text\":\"" + word + "\"";
        return chunkStart + "{\"index\":0," + text + ",\"logprobs\":null,\"finish_reason\":" + reason
                + (finishReason == null && chat ? "" : ",\"stop_reason\":null") + "}]" + usage + "}";
    }

    String usageChunk(String usage) {
        return chunkStart + "]" + usage + "}";
    }

    String whole(String text, String finishReason, String usage) {
        String choice = chat
                ? "\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\",\"refusal\":null,\"annotations\":null,\"audio\":null,\"function_call\":null,\"tool_calls\":[]}"
                : "\"text\":\"" + text + "\"";
        return wholeStart + "{\"index\":0," + choice + ",\"logprobs\":null,\"finish_reason\":\"" + finishReason
                + "\",\"stop_reason\":null}]" + usage + "}";
    }

    static String usageField(int promptTokens, int completionTokens, int cachedTokens) {
        return ",\"usage\":{\"prompt_tokens\":" + promptTokens + ",\"total_tokens\":"
                + (promptTokens + completionTokens)
                + ",\"completion_tokens\":" + completionTokens + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + cachedTokens + "}}";
    }
}
