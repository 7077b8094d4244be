package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.PodProcess;
import dev.berth.router.RouterFixture;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A pod whose process is stopped by SIGSTOP: its kernel still takes connections and bytes, and nothing ever comes back. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGSTOP")
class FrozenProcessIT {
    private static final int REQUESTS = 40;
    private static final String HELD =
            "{\"model\":\"sql\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PodProcess.HOLD + "\"}]}";

    private static CompletableFuture<HttpResponse<String>> held(RouterFixture router) {
        HttpRequest request = router.request("/v1/chat/completions")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(HELD))
                .build();
        return router.client().sendAsync(request, BodyHandlers.ofString());
    }

    @Test
    void itsRequestsGoElsewhereAndItIsUsedAgainWhenItGoesOn() throws Exception {
        String settings = "http: {probes: {periodMillis: 200, idlePeriodMillis: 200, timeoutMillis: 400}}";
        try (PodProcess frozen = PodProcess.start();
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config(settings),
                        table(1).pod("frozen", frozen.port())
                                .pod("well", well.port())
                                .alias("sql", "sql", "frozen")
                                .warm("sql", "well")
                                .build())) {
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                waiting.add(held(router));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_in_flight") == REQUESTS);
            assertThat(well.received()).isEmpty();
            frozen.stop();
            for (CompletableFuture<HttpResponse<String>> request : waiting) {
                HttpResponse<String> answer = request.get(60, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-berth-pod")).hasValue("well");
            }
            assertThat(router.metric("berth_router_pods_down_total")).isGreaterThanOrEqualTo(1);
            frozen.goOn();
            await().atMost(Duration.ofSeconds(30)).until(() -> router.chat("sql")
                    .headers()
                    .firstValue("x-berth-pod")
                    .orElse("")
                    .equals("frozen"));
        }
    }
}
