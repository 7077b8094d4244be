package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients call a model, and which version answers. */
@Timeout(60)
class ModelsIT {
    @Test
    void anAliasIsServedByItsModelAndListed() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("models: {aliases: {gpt-4o: sql, gone: nothing}}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            String body = "{\"a\":\"gpt-4o\", \"model\" : \"gpt\\u002d4o\" ,\"b\":1}";
            assertThat(router.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
            assertThat(pod.received().get(0).text()).isEqualTo("{\"a\":\"gpt-4o\", \"model\" : \"sql\" ,\"b\":1}");
            assertThat(Json.tree(router.get("/v1/models").body()).path("data").findValuesAsText("id"))
                    .containsExactly("gpt-4o", "sql");
            assertThat(Json.tree(router.get("/v1/models/gpt-4o").body())
                            .path("id")
                            .asText())
                    .isEqualTo("gpt-4o");
            assertThat(router.chat("gone").statusCode()).isEqualTo(404);
            assertThat(router.admin("/debug/routing?model=gpt-4o")).contains("\"model\" : \"sql\"");
        }
    }

    @Test
    void aWorseVersionIsTakenBack() throws Exception {
        FakePod.Behaviour worse = (request, wire) -> {
            if (request.text().contains("sql-v2")) {
                wire.json(500, "{}");
            } else {
                wire.json(200, FakePod.COMPLETION);
            }
        };
        try (FakePod pod = new FakePod(worse);
                RouterFixture router = RouterFixture.start(
                        config("models: {canaries: [{model: sql, candidate: sql-v2, share: 0.5, minRequests: 10}]}"),
                        table(1).pod("p", pod.port())
                                .hot("sql", "p")
                                .hot("sql-v2", "p")
                                .build())) {
            int failed = 0;
            for (int i = 0; i < 60; i++) {
                failed += router.chat("sql").statusCode() == 500 ? 1 : 0;
            }
            assertThat(failed).isEqualTo(10);
            assertThat(router.metric("berth_router_canary_rollbacks_total")).isEqualTo(1);
            assertThat(router.admin("/debug/routing?model=sql"))
                    .contains("\"ROLLED_BACK\"")
                    .contains("more of its requests fail");
        }
    }

    @Test
    void aGoodVersionKeepsItsShareAndSaysItsName() throws Exception {
        FakePod.Behaviour echo = (request, wire) -> wire.json(200, request.text());
        try (FakePod pod = new FakePod(echo);
                RouterFixture router = RouterFixture.start(
                        config("models: {canaries: [{model: sql, candidate: sql-v2, share: 0.25, minRequests: 10}]}"),
                        table(1).pod("p", pod.port())
                                .hot("sql", "p")
                                .hot("sql-v2", "p")
                                .build())) {
            int candidates = 0;
            for (int i = 0; i < 80; i++) {
                HttpResponse<String> answer = router.chat("sql");
                candidates += answer.body().contains("\"sql-v2\"") ? 1 : 0;
            }
            assertThat(candidates).isEqualTo(20);
        }
    }

    @Test
    void aNewConfigurationIsTakenWithoutAStart() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(router.chat("later").statusCode()).isEqualTo(404);
            assertThat(router.router().reconfigure(config("{policy: random, models: {aliases: {later: sql}}}")))
                    .isTrue();
            assertThat(router.chat("later").statusCode()).isEqualTo(200);
            assertThat(router.admin("/debug/decisions")).contains("\"random\"");
            assertThat(router.router().reconfigure(config("fleet: other")))
                    .as("needs a new start")
                    .isFalse();
        }
    }

    @Test
    void howLongAPodsConnectionMayIdleIsTakenWithoutAStart() throws Exception {
        String oneLoop = "http: {eventLoops: 1, podIdleMillis: ";
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("{" + oneLoop + "3600000}}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            assertThat(pod.connections()).isEqualTo(1);
            assertThat(router.router().reconfigure(config("{" + oneLoop + "0}}")))
                    .isTrue();
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            assertThat(pod.connections()).isEqualTo(3);
        }
    }

    @Test
    void theEnginesLoadIsTakenFromItsAnswerAndNotPassedOn() throws Exception {
        FakePod.Behaviour saying = (request, wire) -> wire.raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n"
                + "endpoint-load-metrics: TEXT named_metrics.num_requests_waiting=7\r\n\r\n{}");
        try (FakePod pod = new FakePod(saying);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            HttpResponse<String> answer = router.chat("sql");
            assertThat(answer.headers().firstValue("endpoint-load-metrics")).isEmpty();
            assertThat(pod.received().get(0).headers()).containsEntry("endpoint-load-metrics-format", "TEXT");
            assertThat(router.admin("/debug/routing?model=sql")).contains("\"waiting\" : 7");
        }
    }

    @Test
    void everyAnswerHasOneDateAndAnId() throws Exception {
        FakePod.Behaviour twice =
                (request, wire) -> wire.raw("HTTP/1.1 200 OK\r\ndate: a\r\ndate: b\r\ncontent-length: 2\r\n\r\n{}");
        try (FakePod pod = new FakePod(twice);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            for (HttpResponse<String> answer : List.of(
                    router.chat("sql"), router.chat("nothing"), router.get("/v1/models"), router.get("/nowhere"))) {
                assertThat(answer.headers().allValues("date")).hasSize(1);
                assertThat(answer.headers().allValues("x-request-id")).hasSize(1);
            }
            pod.behave(FakePod.answering());
            assertThat(router.chat("sql").headers().allValues("date")).hasSize(1);
            try (RawClient client = new RawClient(router.port())) {
                client.send("GET /v1/models HTTP/1.1\r\nhost: r\r\nx-request-id: mine\r\n\r\n");
                assertThat(client.readWhole()).contains("x-request-id: mine\r\n");
            }
        }
    }
}
