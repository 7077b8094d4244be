package dev.berth.router.http;

import dev.berth.domain.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as OpenAI's API shapes it: {@code {"error":{"message","type","param","code"}}}.
 *
 * @param param the request's field that is at fault, null if none is
 * @param retryAfterSeconds when it may help to come again; 0 if that is not known
 */
record ApiError(int status, String type, String code, String param, String message, int retryAfterSeconds) {
    private static final int SHOWN_NAME = 120;
    private static final int UNAVAILABLE_SECONDS = 5;

    private ApiError(int status, String type, String code, String param, String message) {
        this(status, type, code, param, message, 0);
    }

    static ApiError badRequest(String code, String param, String message) {
        return new ApiError(400, "invalid_request_error", code, param, message);
    }

    static ApiError noSuchModel(String model) {
        return new ApiError(
                404,
                "invalid_request_error",
                "model_not_found",
                "model",
                "the model '" + shown(model) + "' does not exist");
    }

    static ApiError noSuchPath(String path) {
        return new ApiError(
                404, "invalid_request_error", "not_found", null, "there is nothing at '" + shown(path) + "'");
    }

    static ApiError wrongMethod(String method, String path) {
        return new ApiError(
                405,
                "invalid_request_error",
                "method_not_allowed",
                null,
                shown(method) + " is not possible on '" + shown(path) + "'");
    }

    static ApiError tooLarge(int maxBodyBytes) {
        return new ApiError(
                413,
                "invalid_request_error",
                "body_too_large",
                null,
                "the request's body is larger than " + maxBodyBytes + " bytes");
    }

    static ApiError unavailable(String code, String message) {
        return new ApiError(503, "service_unavailable", code, null, message, UNAVAILABLE_SECONDS);
    }

    /** No key, or nobody's; which of them is not said. */
    static ApiError unauthorised() {
        return new ApiError(
                401,
                "invalid_request_error",
                "invalid_api_key",
                null,
                "a valid API key is needed, as 'Authorization: Bearer KEY'");
    }

    /** @param what requests or tokens */
    static ApiError overQuota(String what, int retryAfterSeconds) {
        return new ApiError(
                429,
                what,
                "rate_limit_exceeded",
                null,
                "the quota of " + what + " per minute is used up",
                retryAfterSeconds);
    }

    /** The router itself has no room. */
    static ApiError busy(String message) {
        return new ApiError(429, "rate_limit_error", "router_busy", null, message, 1);
    }

    static ApiError badGateway(String message) {
        return new ApiError(502, "bad_gateway", "pod_failed", null, message);
    }

    static ApiError timeout(String message) {
        return new ApiError(504, "timeout", "pod_timeout", null, message);
    }

    private static String shown(String name) {
        return name.length() <= SHOWN_NAME ? name : name.substring(0, SHOWN_NAME) + "...";
    }

    byte[] json() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return Json.write(Map.of("error", error)).getBytes(StandardCharsets.UTF_8);
    }
}
