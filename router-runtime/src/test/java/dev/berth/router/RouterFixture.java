package dev.berth.router;

import dev.berth.domain.config.ConfigText;
import dev.berth.domain.json.Json;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.store.Blackboard;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A router on free ports over a blackboard, and a client of it. */
public final class RouterFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Blackboard blackboard;
    private final String name;
    private final Router router;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RouterFixture(Blackboard blackboard, String name, Router router) {
        this.name = name;
        this.blackboard = blackboard;
        this.router = router;
    }

    /**
     * A configuration on free ports with short times: what takes seconds in life takes parts of one in tests.
     *
     * @param changes as YAML, empty for none
     */
    public static RouterConfig config(String changes) {
        String base = "{name: r1, policy: least-request, adminPort: 0, fleet: test, profilePeriodMillis: 200, seed: 1,"
                + " http: {port: 0, eventLoops: 2, maxBodyBytes: 1048576, bodyTimeoutMillis: 5000, waitMillis: 8000,"
                + " waitingRoom: 100, answerTimeoutMillis: 20000, pauseTimeoutMillis: 20000, drainMillis: 2000,"
                + " lingerMillis: 0, probes: {timeoutMillis: 1000}}}";
        return ConfigText.read("test", changes, ConfigText.read("base", base, RouterConfig.DEFAULTS));
    }

    public static RouterFixture start(RoutingTable table) {
        return start(config(""), table);
    }

    public static RouterFixture start(RouterConfig config, RoutingTable table) {
        Blackboard blackboard = new InMemoryBlackboard();
        RouterFixture fixture = on(blackboard, config, RouterClocks.SYSTEM);
        fixture.publish(table);
        return fixture;
    }

    /** A router on a given blackboard, without any table yet. */
    public static RouterFixture on(Blackboard blackboard, RouterConfig config, RouterClocks clocks) {
        return new RouterFixture(blackboard, config.name(), Router.start(config, blackboard, clocks));
    }

    /** Publishes a table and waits until the router has applied it. */
    public void publish(RoutingTable table) {
        blackboard.write(Keys.ROUTING, table);
        Awaitility.await().atMost(PATIENCE).until(() -> blackboard
                .read(Keys.ROUTERS, name)
                .map(report -> report.applied().equals(table.version()))
                .orElse(false));
    }

    public Blackboard blackboard() {
        return blackboard;
    }

    public Router router() {
        return router;
    }

    public int port() {
        return router.port();
    }

    public static String body(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    public static String streamBody(String model) {
        return "{\"stream\":true,\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    public HttpResponse<String> chat(String model) throws IOException, InterruptedException {
        return post("/v1/chat/completions", body(model));
    }

    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> chatLater(String model) {
        return client.sendAsync(
                request("/v1/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(body(model)))
                        .build(),
                BodyHandlers.ofString());
    }

    public HttpClient client() {
        return client;
    }

    public String admin(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + router.adminPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** A metric's value, by its name with labels as it is printed; 0 if it is not there. */
    public double metric(String series) {
        try {
            return admin("/metrics")
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .sum();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** The code of an error in OpenAI's shape. */
    public static String code(HttpResponse<String> response) {
        return Json.tree(response.body()).path("error").path("code").asText();
    }

    @Override
    public void close() {
        router.close();
        blackboard.close();
    }
}
