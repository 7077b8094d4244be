package dev.berth.router.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.berth.domain.json.Json;
import dev.berth.router.log.RouterMetrics;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Serves {@code /metrics}, {@code /healthz}, {@code /debug/routing?model=NAME} and {@code /debug/decisions} on a port of
 * their own, which clients need not reach.
 */
public final class AdminServer implements AutoCloseable {
    private static final double MILLIS = 1000;

    private final HTTPServer server;

    private AdminServer(HTTPServer server) {
        this.server = server;
    }

    /**
     * @throws IOException if the port can't be listened on; the message is one sentence
     */
    public static AdminServer start(String host, int port, RouterState state) throws IOException {
        addGauges(state);
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(host, port), 16);
        } catch (BindException e) {
            throw new IOException("cannot listen on " + host + ":" + port + " (admin): " + e.getMessage(), e);
        }
        DebugPages pages = new DebugPages(state);
        http.createContext("/healthz", json(query -> pages.health()));
        http.createContext("/debug/routing", json(query -> pages.routing(parameter(query, "model"))));
        http.createContext("/debug/decisions", json(query -> pages.decisions()));
        return new AdminServer(new HTTPServer(http, state.metrics().registry(), true));
    }

    private static void addGauges(RouterState state) {
        RouterMetrics metrics = state.metrics();
        metrics.gauge("berth_router_in_flight", "Requests that pods have.", () -> state.counts()
                .total());
        metrics.gauge("berth_router_waiting", "Requests in the waiting room.", () -> state.waiting()
                .getAsInt());
        metrics.gauge("berth_router_held_bytes", "Bytes of clients' requests that are held.", () -> state.heldBytes()
                .getAsLong());
        metrics.gauge(
                "berth_router_table_age_seconds",
                "Time since the source of the table last confirmed it; NaN before it ever did.",
                () -> seconds(state.feed().ageMillis()));
        metrics.gauge("berth_router_peers", "Other routers whose requests are counted.", () -> state.peers()
                .get()
                .peers());
        metrics.gauge(
                "berth_router_peers_age_seconds",
                "Age of the oldest report of another router that is counted.",
                () -> seconds(state.peers().get().ageMillis(state.clockMillis().getAsLong())));
        metrics.gauge(
                "berth_router_table_epoch",
                "Epoch of the table in use.",
                () -> state.tables().view().version().epoch());
        metrics.gauge(
                "berth_router_table_counter",
                "Counter of the table in use, within its epoch.",
                () -> state.tables().view().version().counter());
        metrics.gauge(
                "berth_router_table_models",
                "Models in the table.",
                () -> state.tables().view().table().models().size());
        metrics.gauge("berth_router_accepted_requests", "Requests accepted since the start.", () -> state.requests()
                .accepted());
        metrics.gauge(
                "berth_router_finished_requests", "Accepted requests that ended, each once.", () -> state.requests()
                        .finished());
        metrics.gauge(
                "berth_router_log_dropped_records", "Request records that Kafka did not get.", () -> state.requests()
                        .dropped());
    }

    private static double seconds(long millis) {
        return millis == Long.MAX_VALUE ? Double.NaN : millis / MILLIS;
    }

    @FunctionalInterface
    private interface Page {
        /** The page's content for a query, empty if there is none. */
        DebugPages.Content of(String query);
    }

    private static HttpHandler json(Page page) {
        return (HttpExchange exchange) -> {
            try (exchange) {
                String query = exchange.getRequestURI().getRawQuery();
                DebugPages.Content content = page.of(query == null ? "" : query);
                byte[] bytes = (Json.writePretty(content.value()) + "\n").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("content-type", "application/json");
                exchange.sendResponseHeaders(content.status(), bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    private static String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
