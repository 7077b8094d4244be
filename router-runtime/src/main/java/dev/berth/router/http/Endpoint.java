package dev.berth.router.http;

import dev.berth.router.http.wire.RequestHead;
import java.util.Locale;
import java.util.Set;

/**
 * What a request line asks for. Requests for a model are {@code POST /v1/...}; everything that steers an engine is not
 * there. The path that is judged is the path that is passed on, so only plain ones are let through: no escapes, no empty
 * or dotted segments, which an engine might read as another path.
 */
enum Endpoint {
    /** A request for a model. */
    MODEL_REQUEST,
    /** The list of models. */
    MODELS,
    /** One model of the list. */
    MODEL,
    ABSENT,
    WRONG_METHOD;

    private static final String ROOT = "/v1/";
    static final String MODELS_PATH = "/v1/models";

    /** First segments under /v1 that steer engines, or show their insides. */
    private static final Set<String> CLOSED = Set.of(
            "load_lora_adapter",
            "unload_lora_adapter",
            "sleep",
            "wake_up",
            "is_sleeping",
            "metrics",
            "tokenize",
            "detokenize",
            "collective_rpc",
            "reset_prefix_cache",
            "pause",
            "resume");

    static Endpoint of(String method, String path) {
        boolean post = method.equals(RequestHead.POST);
        if (post && (path.equals("/v1/chat/completions") || path.equals("/v1/completions"))) {
            return MODEL_REQUEST;
        }
        if (path.equals(MODELS_PATH)) {
            return method.equals(RequestHead.GET) ? MODELS : WRONG_METHOD;
        }
        if (path.startsWith(MODELS_PATH + "/")) {
            return method.equals(RequestHead.GET) ? MODEL : WRONG_METHOD;
        }
        if (!path.startsWith(ROOT) || !isPlain(path) || isClosed(path)) {
            return ABSENT;
        }
        return post ? MODEL_REQUEST : WRONG_METHOD;
    }

    /** The path of a request target: what is before the query. */
    static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static boolean isPlain(String path) {
        for (int i = ROOT.length(); i < path.length(); i++) {
            char c = path.charAt(i);
            boolean afterSlash = path.charAt(i - 1) == '/';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean inName = letter || c == '_' || c == '-';
            boolean inner = (c == '.' || c == '/') && !afterSlash;
            if (!inName && !inner) {
                return false;
            }
        }
        return path.length() > ROOT.length() && path.charAt(path.length() - 1) != '/';
    }

    private static boolean isClosed(String path) {
        int end = path.indexOf('/', ROOT.length());
        String first = path.substring(ROOT.length(), end < 0 ? path.length() : end)
                .toLowerCase(Locale.ROOT)
                .replace('-', '_');
        return CLOSED.contains(first);
    }
}
