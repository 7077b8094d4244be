package dev.berth.simulator.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;

/** The paths of the server, and the key that those under {@code /v1} ask for. */
final class Routes {
    /** What a path and method lead to; refuses by an {@link ApiException}. */
    interface Route {
        void serve(Exchange exchange);
    }

    private final Map<String, Map<String, Route>> byPath = new HashMap<>();
    private final String apiKey;

    /** @param apiKey empty: none is asked for */
    Routes(String apiKey) {
        this.apiKey = apiKey;
    }

    Routes get(String path, Route route) {
        return on("GET", path, route);
    }

    Routes post(String path, Route route) {
        return on("POST", path, route);
    }

    /** A POST whose content type must be JSON. */
    Routes postJson(String path, Route route) {
        return post(path, exchange -> {
            String type = exchange.header("Content-Type").split(";", 2)[0].strip();
            if (!type.equalsIgnoreCase(Exchange.JSON)) {
                throw ApiException.invalidBody("Unsupported Media Type: Only 'application/json' is allowed");
            }
            route.serve(exchange);
        });
    }

    void serve(Exchange exchange) {
        if (!authorized(exchange)) {
            exchange.json(HttpResponseStatus.UNAUTHORIZED, Map.of("error", "Unauthorized"));
            return;
        }
        Map<String, Route> byMethod = byPath.get(exchange.path());
        if (byMethod == null) {
            exchange.json(HttpResponseStatus.NOT_FOUND, Map.of("detail", "Not Found"));
            return;
        }
        Route route = byMethod.get(exchange.method());
        if (route == null) {
            exchange.json(HttpResponseStatus.METHOD_NOT_ALLOWED, Map.of("detail", "Method Not Allowed"));
            return;
        }
        route.serve(exchange);
    }

    private Routes on(String method, String path, Route route) {
        byPath.computeIfAbsent(path, p -> new HashMap<>()).put(method, route);
        return this;
    }

    private boolean authorized(Exchange exchange) {
        return apiKey.isEmpty()
                || !exchange.path().startsWith("/v1")
                || exchange.header("Authorization").equals("Bearer " + apiKey);
    }
}
