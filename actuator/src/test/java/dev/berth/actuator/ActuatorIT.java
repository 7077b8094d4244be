package dev.berth.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.actuator.observe.ProbeConfig;
import dev.berth.actuator.reconcile.ReconcileConfig;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The actuator with real sockets and a real Redis. */
class ActuatorIT {
    @TempDir
    private Path directory;

    private final FakeVllm one = new FakeVllm("key-1");
    private final FakeVllm two = new FakeVllm("key-1");
    private TestRedis redis;
    private RedisBlackboard board;
    private Actuator actuator;
    private ScheduledExecutorService router;

    @BeforeEach
    void startRedis() throws IOException {
        redis = new TestRedis();
        board = new RedisBlackboard(redis.url(), "test");
        declare("a", "b");
        Files.writeString(
                directory.resolve("fleet.yaml"),
                """
                deployments:
                  - name: default/sim
                    baseModel: llama
                    gpu: A10
                    maxLoras: 4
                    maxCpuLoras: 8
                    maxLoraRank: 64
                    apiKey: key-1
                    pods:
                      - {name: one, url: "%s", zone: a}
                      - {name: two, url: "%s"}
                """
                        .formatted(one.url(), two.url()));
    }

    @AfterEach
    void stop() {
        if (router != null) {
            router.shutdownNow();
        }
        if (actuator != null) {
            actuator.close();
        }
        board.close();
        redis.close();
        one.close();
        two.close();
    }

    private void declare(String... adapters) throws IOException {
        StringBuilder yaml = new StringBuilder("adapters:\n");
        for (String name : adapters) {
            yaml.append("  - {name: %s, baseModel: llama, artifact: /lora/%s, rank: 16}%n".formatted(name, name));
        }
        Files.writeString(directory.resolve("catalog.yaml"), yaml);
    }

    private ActuatorConfig config() {
        ReconcileConfig d = ReconcileConfig.DEFAULTS;
        ReconcileConfig quick = new ReconcileConfig(
                new ProbeConfig(200, 2),
                3_000,
                d.drainDeadlineMillis(),
                1_000,
                d.goneMillis(),
                1_000,
                d.retryLongestMillis(),
                d.scaleDwellMillis(),
                d.scaleOutDwellMillis(),
                d.standbyLoadShare());
        return new ActuatorConfig(
                redis.url(),
                "test",
                "",
                directory.resolve("fleet.yaml").toString(),
                directory.resolve("catalog.yaml").toString(),
                0,
                "127.0.0.1",
                200,
                50,
                500,
                20_000,
                10_000,
                quick);
    }

    private void start() {
        actuator = Actuator.start(config());
    }

    /** A router that applies each table at once and has nothing in flight. */
    private void startRouter() {
        AtomicLong reports = new AtomicLong();
        router = Executors.newSingleThreadScheduledExecutor();
        var unused = router.scheduleWithFixedDelay(
                () -> {
                    try {
                        Version applied = table().map(RoutingTable::version).orElse(Version.NONE);
                        Version version = new Version(1, reports.incrementAndGet());
                        var report =
                                new RouterReport(version, System.currentTimeMillis(), "router", applied, List.of());
                        board.write(Keys.ROUTERS, "router", report);
                    } catch (StoreUnavailableException e) {
                        reports.incrementAndGet();
                    }
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
    }

    private void plan(long counter, Map<String, FakeVllm> places) {
        Map<String, List<Assignment>> assignments = places.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> List.of(new Assignment(id(e.getValue()), Tier.HOT, 1))));
        PlacementPlan.Outlook none = new PlacementPlan.Outlook(0, 0, 0);
        board.write(
                Keys.PLAN,
                new PlacementPlan(
                        new Version(1, counter),
                        0,
                        new PlacementPlan.Inputs(Version.NONE, Version.NONE, 0, 0, Map.of()),
                        assignments,
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        none,
                        none,
                        0,
                        0,
                        new PlacementPlan.SolverRun("test", 1, 1, 1)));
    }

    private PodIncarnation id(FakeVllm pod) {
        return new PodIncarnation(pod == one ? "one" : "two", pod.incarnation());
    }

    private Optional<RoutingTable> table() {
        return board.read(Keys.ROUTING);
    }

    private List<PodIncarnation> routes(String model) {
        return table().map(t -> t.models().get(model)).stream()
                .flatMap(m -> m.routes().stream())
                .map(RoutingTable.Route::pod)
                .toList();
    }

    private static void within(int seconds, Callable<Boolean> so) {
        await().atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(StoreUnavailableException.class)
                .until(so);
    }

    private void served() {
        within(20, () -> !routes("a").isEmpty() && !routes("b").isEmpty());
    }

    @Test
    void adapters_are_loaded_and_what_was_observed_is_published() {
        start();
        served();

        assertThat(routes("a")).containsExactly(id(one));
        assertThat(routes("b")).containsExactly(id(two));
        assertThat(routes("llama")).containsExactly(id(one), id(two));
        assertThat(one.registered()).containsEntry("a", "/lora/a");
        Fleet fleet = board.read(Keys.FLEET).orElseThrow();
        assertThat(fleet.pods()).allMatch(pod -> pod.readiness() == Readiness.READY);
        assertThat(fleet.pod("one").orElseThrow().registered()).containsExactly("a");
        within(
                5,
                () -> board.read(Keys.LEDGER)
                                .orElseThrow()
                                .entry("a", id(one))
                                .orElseThrow()
                                .state()
                        == PairState.RUNNING);
        LedgerEntry entry =
                board.read(Keys.LEDGER).orElseThrow().entry("a", id(one)).orElseThrow();
        assertThat(entry.loadSeconds()).isGreaterThanOrEqualTo(0);
        assertThat(board.read(Keys.CATALOG).orElseThrow().adapters()).hasSize(2);
        assertThat(table().orElseThrow().pods())
                .anyMatch(pod -> pod.maxLoras() == 4 && pod.zone().equals("a"));
    }

    @Test
    void a_plan_moves_an_adapter_without_a_moment_without_routes() {
        startRouter();
        start();
        served();
        plan(1, Map.of("a", two, "b", two));
        within(30, () -> {
            assertThat(routes("a")).isNotEmpty();
            return two.registered().containsKey("a") && !one.registered().containsKey("a");
        });

        assertThat(routes("a")).containsExactly(id(two));
        assertThat(one.calls()).containsExactly("load a", "unload a");
    }

    @Test
    void a_killed_and_restarted_pod_has_its_adapters_again() {
        start();
        served();
        PodIncarnation before = id(one);
        one.kill();
        within(5, () -> !routes("llama").contains(before));
        within(10, () -> routes("a").equals(List.of(id(two))));
        one.restart();
        within(10, () -> routes("llama").contains(id(one)));

        assertThat(id(one)).isNotEqualTo(before);
        Ledger ledger = board.read(Keys.LEDGER).orElseThrow();
        assertThat(ledger.entries()).noneMatch(entry -> entry.pod().equals(before));
    }

    @Test
    void a_pod_that_hangs_delays_nobody_else() throws IOException {
        start();
        served();
        two.hang();
        within(10, () -> routes("b").equals(List.of(id(one))));
        declare("a", "b", "c");
        within(10, () -> routes("c").equals(List.of(id(one))));
        two.resume();
        within(10, () -> routes("llama").contains(id(two)));
    }

    @Test
    void a_load_that_takes_long_delays_nobody_else() throws IOException {
        start();
        served();
        one.hangLoads();
        declare("a", "b", "c", "d", "e");
        within(10, () -> two.registered().keySet().size() >= 2);
        assertThat(one.calls().stream().filter(call -> call.startsWith("load"))).hasSizeLessThanOrEqualTo(2);
        one.resume();
        within(
                20,
                () -> !routes("c").isEmpty()
                        && !routes("d").isEmpty()
                        && !routes("e").isEmpty());
    }

    @Test
    void a_refused_adapter_is_in_the_ledger_with_its_reason() {
        one.refuseLoads("LoRA rank 128 is greater than max_lora_rank 64");
        two.refuseLoads("LoRA rank 128 is greater than max_lora_rank 64");
        start();
        within(15, () -> board.read(Keys.LEDGER)
                .map(l -> l.excludes("a", id(one), System.currentTimeMillis()))
                .orElse(false));

        LedgerEntry failed =
                board.read(Keys.LEDGER).orElseThrow().entry("a", id(one)).orElseThrow();
        assertThat(failed.state()).isEqualTo(PairState.FAILED);
        assertThat(failed.reason()).contains("HTTP 400").contains("LoRA rank 128 is greater");
        assertThat(failed.retryAfterMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void when_redis_comes_back_empty_the_documents_return() {
        startRouter();
        start();
        served();
        Version before = table().orElseThrow().version();
        redis.stop();
        one.kill();
        one.restart();
        within(20, () -> one.registered().containsKey("a"));
        redis.start();
        within(15, () -> routes("a").contains(id(one)) && !routes("b").isEmpty());

        assertThat(table().orElseThrow().version().isNewerThan(before)).isTrue();
        assertThat(board.versions()).containsKeys("catalog", "fleet", "ledger", "routing");
    }

    @Test
    void a_restarted_actuator_keeps_the_table() {
        start();
        served();
        within(10, () -> actuator.settled());
        RoutingTable before = table().orElseThrow();
        List<String> calls = one.calls();
        actuator.close();
        start();
        within(10, () -> {
            assertThat(routes("a")).isNotEmpty();
            assertThat(routes("llama")).hasSize(2);
            return table().orElseThrow().version().epoch() > before.version().epoch();
        });

        assertThat(table().orElseThrow().models()).isEqualTo(before.models());
        assertThat(one.calls()).isEqualTo(calls);
        assertThat(board.read(Keys.FLEET).orElseThrow().generation()).isPositive();
    }

    @Test
    void an_actuator_whose_fleet_was_taken_over_steps_down() {
        start();
        served();
        try (Actuator successor = Actuator.start(config())) {
            within(20, () -> actuator.deposed().isCompletedExceptionally());
            assertThat(successor.deposed().isDone()).isFalse();
        }
    }

    @Test
    void a_malformed_file_changes_nothing_and_a_good_one_is_read_again() throws IOException {
        start();
        served();
        Files.writeString(directory.resolve("catalog.yaml"), "adapters: [{nam: x}]");
        declareLater("c");
        within(15, () -> !routes("c").isEmpty());
    }

    private void declareLater(String name) throws IOException {
        long turns = actuator.lastStep().orElseThrow().ordinal();
        within(10, () -> actuator.lastStep().orElseThrow().ordinal() > turns + 3);
        assertThat(routes("a")).isNotEmpty();
        declare("a", "b", name);
    }

    @Test
    void metrics_are_told_on_the_admin_port() throws Exception {
        start();
        served();
        String metrics = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(
                                        java.net.URI.create("http://127.0.0.1:" + actuator.adminPort() + "/metrics"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();

        assertThat(metrics)
                .contains("berth_actuator_commands_total{kind=\"load\",result=\"ok\",} 2.0")
                .contains("berth_actuator_pods{readiness=\"READY\",} 2.0");
    }
}
