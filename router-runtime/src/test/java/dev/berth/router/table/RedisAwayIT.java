package dev.berth.router.table;

import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterReport;
import dev.berth.router.FakePod;
import dev.berth.router.RouterClocks;
import dev.berth.router.RouterFixture;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.store.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisServer;

@Timeout(120)
class RedisAwayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static RedisServer redis(int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<RouterReport> report(RedisBlackboard blackboard) {
        try {
            return blackboard.read(Keys.ROUTERS, "r1");
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
    }

    @Test
    void theLastTableServesWhileRedisIsAwayAndAnEmptyRedisIsFilledAgain() throws Exception {
        int port = freePort();
        RedisServer redis = redis(port);
        try (FakePod first = new FakePod(FakePod.answering());
                FakePod second = new FakePod(FakePod.answering());
                RedisBlackboard actuator = new RedisBlackboard("redis://127.0.0.1:" + port, "test");
                RedisBlackboard own = new RedisBlackboard("redis://127.0.0.1:" + port, "test");
                RouterFixture router = RouterFixture.on(own, RouterFixture.config(""), RouterClocks.SYSTEM)) {
            actuator.write(
                    Keys.ROUTING,
                    table(1).pod("a", first.port()).hot("sql", "a").build());
            await().atMost(PATIENCE)
                    .until(() -> report(actuator).map(RouterReport::applied).equals(Optional.of(new Version(1, 1))));
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);

            redis.stop();
            await().atMost(PATIENCE).until(() -> router.metric("berth_router_table_age_seconds") > 3);
            for (int i = 0; i < 20; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }

            redis = redis(port); // Back, and empty.
            await().atMost(PATIENCE).until(() -> report(actuator).isPresent());
            assertThat(report(actuator).orElseThrow().applied()).isEqualTo(new Version(1, 1));
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            actuator.write(
                    Keys.ROUTING,
                    table(2).pod("b", second.port()).hot("sql", "b").build());
            await().atMost(PATIENCE)
                    .until(() -> report(actuator).map(RouterReport::applied).equals(Optional.of(new Version(1, 2))));
            assertThat(router.chat("sql").headers().firstValue("x-berth-pod")).hasValue("b");
            await().atMost(PATIENCE).until(() -> router.metric("berth_router_table_age_seconds") < 3);
        } finally {
            redis.stop();
        }
    }

    @Test
    void aRouterStartsBeforeRedisDoes() throws Exception {
        int port = freePort();
        try (FakePod pod = new FakePod(FakePod.answering());
                RedisBlackboard own = new RedisBlackboard("redis://127.0.0.1:" + port, "test");
                RouterFixture router = RouterFixture.on(own, RouterFixture.config(""), RouterClocks.SYSTEM)) {
            assertThat(router.admin("/healthz")).contains("\"ready\" : false");
            assertThat(router.chat("sql").statusCode())
                    .as("no table, so nothing is known not to exist")
                    .isEqualTo(503);
            RedisServer redis = redis(port);
            try {
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    own.write(
                            Keys.ROUTING,
                            table(1).pod("p", pod.port()).hot("sql", "p").build());
                    return true;
                });
                await().atMost(PATIENCE).until(() -> router.chat("sql").statusCode() == 200);
                assertThat(router.admin("/healthz")).contains("\"ready\" : true");
            } finally {
                redis.stop();
            }
        }
    }
}
