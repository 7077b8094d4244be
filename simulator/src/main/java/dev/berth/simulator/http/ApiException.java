package dev.berth.simulator.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error in OpenAI's shape. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String type;

    private ApiException(int code, String type, String message) {
        super(message, null, false, false);
        this.code = code;
        this.type = type;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequestError", message);
    }

    /** What the body itself violates; vLLM's validation names the type after the HTTP status. */
    static ApiException invalidBody(String message) {
        return new ApiException(400, "Bad Request", message);
    }

    static ApiException invalidUserInput(String message) {
        return new ApiException(400, "InvalidUserInput", message);
    }

    static ApiException notFound(String message) {
        return new ApiException(404, "NotFoundError", message);
    }

    static ApiException internal(String message) {
        return new ApiException(500, "InternalServerError", message);
    }

    static ApiException unavailable(String message) {
        return new ApiException(503, "ServiceUnavailableError", message);
    }

    HttpResponseStatus status() {
        return HttpResponseStatus.valueOf(code);
    }

    /** The body {@code {"error":{...}}}, as a tree. */
    Map<String, Object> body() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", getMessage());
        error.put("type", type);
        error.put("param", null);
        error.put("code", code);
        return Map.of("error", error);
    }
}
