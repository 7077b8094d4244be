package dev.berth.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The body of a chat completion or a completion, as far as it matters to an engine without a model.
 *
 * @param model empty: the base model
 * @param maxTokens the cap that the client set, if any
 * @param ignoreEos produce exactly the cap
 * @param includeUsage end the stream with a usage chunk
 * @param continuousUsage put usage into every chunk
 */
record CompletionCall(
        String model,
        Prompt prompt,
        OptionalInt maxTokens,
        int minTokens,
        boolean ignoreEos,
        boolean stream,
        boolean includeUsage,
        boolean continuousUsage) {

    /**
     * @throws ApiException 400 if the body is not what the API asks for
     */
    static CompletionCall parse(byte[] body, boolean chat, int blockTokens) {
        JsonNode tree = tree(body);
        Prompt prompt = chat ? chatPrompt(tree, blockTokens) : prompt(tree.path("prompt"), blockTokens);
        JsonNode streamOptions = tree.path("stream_options");
        boolean stream = flag(tree, "stream");
        if (!stream && streamOptions.isObject()) {
            throw ApiException.invalidBody("Stream options can only be defined when `stream=True`.");
        }
        if (tree.path("n").asInt(1) != 1) {
            throw ApiException.badRequest("This engine produces one choice for a request: n must be 1.");
        }
        return new CompletionCall(
                text(tree, "model"),
                prompt,
                cap(tree),
                Math.max(0, tree.path("min_tokens").asInt(0)),
                flag(tree, "ignore_eos"),
                stream,
                flag(streamOptions, "include_usage"),
                flag(streamOptions, "continuous_usage_stats"));
    }

    /** The body as an object. */
    static JsonNode tree(byte[] body) {
        JsonNode tree;
        try {
            tree = Json.tree(new String(body, StandardCharsets.UTF_8));
        } catch (UnreadableJsonException e) {
            throw ApiException.invalidBody("the body is not valid JSON: " + e.getMessage());
        }
        if (!tree.isObject()) {
            throw ApiException.invalidBody("the body must be a JSON object");
        }
        return tree;
    }

    /** A text field, "" if it is absent or null. */
    static String text(JsonNode tree, String field) {
        JsonNode value = tree.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw ApiException.invalidBody(field + ": Input should be a valid string");
        }
        return value.textValue();
    }

    static boolean flag(JsonNode tree, String field) {
        JsonNode value = tree.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw ApiException.invalidBody(field + ": Input should be a valid boolean");
        }
        return value.booleanValue();
    }

    private static OptionalInt cap(JsonNode tree) {
        JsonNode newer = tree.path("max_completion_tokens");
        JsonNode cap = newer.isNumber() ? newer : tree.path("max_tokens");
        if (cap.isMissingNode() || cap.isNull()) {
            return OptionalInt.empty();
        }
        if (!cap.isIntegralNumber()) {
            throw ApiException.invalidBody("max_tokens: Input should be a valid integer");
        }
        if (cap.longValue() < 1) {
            throw ApiException.badRequest("max_tokens must be at least 1, got " + cap.longValue() + ".");
        }
        return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, cap.longValue()));
    }

    private static Prompt chatPrompt(JsonNode tree, int blockTokens) {
        JsonNode messages = tree.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw ApiException.invalidBody("messages: Field required, a list of at least one message");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (JsonNode message : messages) {
            if (text(message, "role").isEmpty()) {
                throw ApiException.invalidBody("messages: each message needs a role");
            }
            append(message.path("content"), text);
        }
        return Prompt.ofText(text.toByteArray(), blockTokens);
    }

    private static void append(JsonNode content, ByteArrayOutputStream text) {
        if (content.isTextual()) {
            text.writeBytes(content.textValue().getBytes(StandardCharsets.UTF_8));
            return;
        }
        for (JsonNode part : content) {
            text.writeBytes(part.path("text").asText("").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Prompt prompt(JsonNode prompt, int blockTokens) {
        if (prompt.isTextual()) {
            return Prompt.ofText(prompt.textValue().getBytes(StandardCharsets.UTF_8), blockTokens);
        }
        if (prompt.isArray() && prompt.size() == 1 && !prompt.get(0).isNumber()) {
            return prompt(prompt.get(0), blockTokens);
        }
        if (!prompt.isArray() || prompt.isEmpty() || !prompt.get(0).isIntegralNumber()) {
            throw ApiException.invalidBody("prompt: Field required, one text or one list of token ids");
        }
        int[] ids = new int[prompt.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = prompt.get(i).asInt();
        }
        return Prompt.ofTokens(ids, blockTokens);
    }
}
