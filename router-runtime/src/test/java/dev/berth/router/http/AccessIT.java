package dev.berth.router.http;

import static dev.berth.router.RouterFixture.body;
import static dev.berth.router.RouterFixture.code;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.RouterClocks;
import dev.berth.router.RouterFixture;
import dev.berth.router.access.KeyRing;
import dev.berth.store.InMemoryBlackboard;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccessIT {
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    Path directory;

    private Path keys(String quota) throws Exception {
        String text = "tenants: [{name: acme, keys: [\"" + KeyRing.hash("key-of-acme") + "\"]" + quota + "}]";
        return Files.writeString(directory.resolve("keys.yaml"), text);
    }

    private static HttpResponse<String> chat(RouterFixture router, String key) throws Exception {
        return router.send(router.request(CHAT)
                .header("authorization", "Bearer " + key)
                .header("user", "somebody-else")
                .POST(BodyPublishers.ofString(body("sql")))
                .build());
    }

    @Test
    void withoutAKeyThereIsNothing() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("{http: {podApiKey: key-of-pods}, access: {keysFile: \"" + keys("") + "\"}}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            for (HttpResponse<String> refused : List.of(
                    router.chat("sql"),
                    chat(router, "key-of-nobody"),
                    router.get("/v1/models"),
                    chat(router, "key-of-pods"))) {
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(code(refused)).isEqualTo("invalid_api_key");
                assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            }
            assertThat(pod.received()).isEmpty();
            HttpResponse<String> answer = chat(router, "key-of-acme");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().map().toString()).doesNotContain("key-of-pods");
            assertThat(pod.received().get(0).headers())
                    .containsEntry("authorization", "Bearer key-of-pods")
                    .containsEntry("user", "acme");
            assertThat(router.admin("/debug/decisions") + router.admin("/debug/routing") + router.admin("/metrics"))
                    .doesNotContain("key-of");
        }
    }

    @Test
    void keysAreTakenAwayAndGivenWhileTheRouterRuns() throws Exception {
        Path file = keys("");
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("access: {keysFile: \"" + file + "\"}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(chat(router, "key-of-acme").statusCode()).isEqualTo(200);
            Files.writeString(file, "tenants: [{name: other, keys: [\"" + KeyRing.hash("key-of-other") + "\"]}]");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> chat(router, "key-of-other").statusCode() == 200);
            assertThat(chat(router, "key-of-acme").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aTenantsQuotaIsOneForAllRouters() throws Exception {
        String settings = "access: {keysFile: \"" + keys(", requestsPerMinute: 5") + "\"}";
        var clocks = new RouterClocks(() -> 90_000_000_000L + 1, System::nanoTime); // One minute for ever.
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture one = RouterFixture.on(new InMemoryBlackboard(), config(settings), clocks);
                RouterFixture other =
                        RouterFixture.on(one.blackboard(), config("{name: r2, " + settings + "}"), clocks)) {
            one.publish(table(1).pod("p", pod.port()).hot("sql", "p").build());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> chat(other, "key-of-acme").statusCode() == 200);
            for (int i = 0; i < 4; i++) {
                assertThat(chat(one, "key-of-acme").statusCode()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                HttpResponse<String> refused = chat(one, "key-of-acme");
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(code(refused)).isEqualTo("rate_limit_exceeded");
                assertThat(refused.headers().firstValue("retry-after")).hasValue("60");
            });
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> chat(other, "key-of-acme").statusCode() == 429);
        }
    }

    @Test
    void tokensAreCountedByWhatTheEngineSays() throws Exception {
        try (FakePod pod = new FakePod((request, wire) ->
                        wire.json(200, "{\"usage\":{\"prompt_tokens\":400,\"completion_tokens\":700}}"));
                RouterFixture router = RouterFixture.start(
                        config("access: {keysFile: \"" + keys(", tokensPerMinute: 1000") + "\"}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(chat(router, "key-of-acme").statusCode()).isEqualTo(200);
            // In the same minute there is nothing left; the turn of one may let another pass.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> chat(router, "key-of-acme").statusCode() == 429);
        }
    }
}
