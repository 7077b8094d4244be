package dev.berth.router.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;

/**
 * Tells a pod's "I don't know this model" from other 404s, such as that of a path which its version does not have: only the
 * former says anything about the (model, pod) pair. vLLM's error is nested under {@code error} in newer versions, flat in
 * older ones.
 */
final class UnknownModelAnswer {
    private UnknownModelAnswer() {}

    static boolean is(String body, String engineName) {
        JsonNode answer;
        try {
            answer = Json.tree(body);
        } catch (UnreadableJsonException e) {
            return false;
        }
        JsonNode error = answer.path("error").isObject() ? answer.path("error") : answer;
        return error.path("param").asText().equals("model")
                || error.path("code").asText().equals("model_not_found")
                || error.path("message").asText().contains(engineName);
    }
}
