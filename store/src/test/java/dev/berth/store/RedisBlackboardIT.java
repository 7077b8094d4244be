package dev.berth.store;

import static dev.berth.store.WriteOutcome.ALREADY_THERE;
import static dev.berth.store.WriteOutcome.REFUSED_OLDER;
import static dev.berth.store.WriteOutcome.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

class RedisBlackboardIT extends BlackboardContract {
    private static TestRedis redis;

    private RedisBlackboard board;
    private RedisClient raw;

    @BeforeAll
    static void startRedis() {
        redis = new TestRedis();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        board = new RedisBlackboard(redis.url(), "test");
        raw = RedisClient.create("127.0.0.1", redis.port());
        raw.flushAll();
    }

    @AfterEach
    void close() {
        board.close();
        raw.close();
    }

    @Override
    Blackboard blackboard() {
        return board;
    }

    @Override
    void takeStoreAway() {
        redis.stop();
    }

    @Override
    void bringStoreBackEmpty() {
        redis.start();
    }

    @Override
    void loseEverything() {
        raw.flushAll();
    }

    @Override
    void plant(DocumentKey<?> key, Version version, String text) {
        raw.set("berth:{test}:" + key.name(), text);
        raw.hset("berth:{test}:versions", key.name(), version.toString());
    }

    @Test
    void the_layout_in_redis_is_as_documented() {
        board.write(Keys.CONTROL, control(1, 2));
        board.write(Keys.PLAN, plan(3));
        board.write(Keys.ROUTERS, "r", report("r", 4));

        assertThat(raw.keys("*"))
                .containsExactlyInAnyOrder(
                        "berth:{test}:control",
                        "berth:{test}:plan",
                        "berth:{test}:plans",
                        "berth:{test}:routers",
                        "berth:{test}:routers:versions",
                        "berth:{test}:versions");
        assertThat(raw.get("berth:{test}:control")).isEqualTo(Json.write(control(1, 2)));
        assertThat(raw.hgetAll("berth:{test}:versions"))
                .containsOnly(Map.entry("control", "1:2"), Map.entry("plan", "1:3"));
        assertThat(raw.hgetAll("berth:{test}:routers")).containsOnly(Map.entry("r", Json.write(report("r", 4))));
        assertThat(raw.hgetAll("berth:{test}:routers:versions")).containsOnly(Map.entry("r", "1:4"));
        assertThat(raw.xlen("berth:{test}:plans")).isEqualTo(1);
    }

    @Test
    void fleets_share_a_redis_without_seeing_each_other() {
        board.write(Keys.CONTROL, control(9, 9));
        try (RedisBlackboard other = new RedisBlackboard(redis.url(), "other")) {
            assertThat(other.read(Keys.CONTROL)).isEmpty();
            assertThat(other.write(Keys.CONTROL, control(1, 1))).isEqualTo(WRITTEN);
        }
        assertThat(board.read(Keys.CONTROL)).contains(control(9, 9));
    }

    @Test
    void a_document_that_redis_evicted_alone_takes_any_version() {
        board.write(Keys.CONTROL, control(5, 5));
        board.write(Keys.ROUTERS, "r", report("r", 5));
        raw.del("berth:{test}:control", "berth:{test}:routers");

        assertThat(board.versions()).isEmpty();
        assertThat(board.write(Keys.CONTROL, control(1, 1))).isEqualTo(WRITTEN);
        assertThat(board.write(Keys.ROUTERS, "r", report("r", 1))).isEqualTo(WRITTEN);
    }

    @Test
    void when_redis_evicted_the_versions_the_documents_say_their_own() {
        board.write(Keys.CONTROL, control(5, 5));
        board.write(Keys.ROUTERS, "r", report("r", 5));
        raw.del("berth:{test}:versions", "berth:{test}:routers:versions");

        assertThat(board.write(Keys.CONTROL, control(5, 4))).isEqualTo(REFUSED_OLDER);
        assertThat(board.write(Keys.ROUTERS, "r", report("r", 4))).isEqualTo(REFUSED_OLDER);
        assertThat(board.remove(Keys.ROUTERS, "r", new Version(1, 4))).isEqualTo(REFUSED_OLDER);
        assertThat(board.write(Keys.CONTROL, control(5, 5))).isEqualTo(ALREADY_THERE);
        assertThat(board.versions()).containsEntry("control", new Version(5, 5));
    }

    @Test
    void after_a_restart_of_redis_the_very_next_call_succeeds() {
        board.write(Keys.CONTROL, control(1, 1));
        redis.stop();
        redis.start();
        assertThat(board.write(Keys.CONTROL, control(1, 1))).isEqualTo(WRITTEN);
    }

    @Test
    void it_may_be_made_before_redis_is_there() {
        int nobody = TestRedis.freePort();
        try (RedisBlackboard early = new RedisBlackboard("redis://127.0.0.1:" + nobody, "test")) {
            early.onChange(name -> {});
            assertThatThrownBy(() -> early.read(Keys.CONTROL))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:" + nobody);
        }
    }

    @Test
    void a_redis_that_takes_calls_and_never_answers_costs_a_bounded_time() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RedisBlackboard stuck = new RedisBlackboard("redis://127.0.0.1:" + silent.getLocalPort(), "test")) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> stuck.read(Keys.CONTROL)).isInstanceOf(StoreUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void closing_ends_its_thread_at_once() {
        board.onChange(name -> {});
        await().atMost(Duration.ofSeconds(10)).until(() -> raw.publish("berth:{test}:changed", "control") == 1);
        board.close();
        await().atMost(Duration.ofSeconds(2)).until(() -> !threads().contains("berth-store-hints"));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    @Test
    void an_address_or_a_name_that_can_not_be_is_refused_in_a_sentence_without_its_password() {
        assertThatThrownBy(() -> new RedisBlackboard("http://127.0.0.1:6379", "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://HOST:PORT");
        assertThatThrownBy(() -> new RedisBlackboard("redis://:secret@bad host:6379", "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://HOST:PORT")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new RedisBlackboard(redis.url(), "two words"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'two words'");
    }
}
