package dev.berth.optimizer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.control.ControlChange;
import dev.berth.optimizer.control.ControlDesk;
import dev.berth.optimizer.control.Said;
import dev.berth.optimizer.loop.Optimizer;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** What an operator asks and commands, by the verbs, on a real Redis with an optimizer running. */
class OperateIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);

    private static RedisServer redis;
    private static int port;
    private static int fleets;

    private String fleet;
    private Blackboard blackboard;
    private Optimizer optimizer;
    private Story story;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeAll
    static void startRedis() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.stop();
    }

    @BeforeEach
    void aFleetWithTwoAdapters() {
        fleet = "operate" + ++fleets;
        blackboard = new RedisBlackboard("redis://127.0.0.1:" + port, fleet);
        story = Story.of(3)
                .at(System.currentTimeMillis())
                .adapter("sql")
                .adapter("chat")
                .asked("sql", 2)
                .asked("chat", 2);
    }

    private void write() {
        if (blackboard.read(Keys.CATALOG).isEmpty()) {
            blackboard.write(Keys.CATALOG, story.catalog());
            blackboard.write(Keys.PROFILE_OFFLINE, Story.DEPLOYMENT, Story.profile());
        }
        blackboard.write(Keys.FLEET, story.fleet());
        story.demand().forEach((model, demand) -> blackboard.write(Keys.DEMAND, model, demand));
    }

    @AfterEach
    void close() {
        if (optimizer != null) {
            optimizer.close();
        }
        blackboard.close();
    }

    private int run(Object verb, String... args) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--redis", "redis://127.0.0.1:" + port, "--fleet", fleet));
        return Verb.run(verb, new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    private String ok(Object verb, String... args) {
        int code = run(verb, args);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    private String refused(Object verb, String... args) {
        assertThat(run(verb, args)).as(out.toString()).isEqualTo(1);
        assertThat(err.toString()).doesNotContain("\tat ");
        return err.toString();
    }

    private PlacementPlan awaitNumber(dev.berth.store.DocumentKey<PlacementPlan> key, long number) {
        return await().atMost(SECONDS)
                .until(() -> blackboard.read(key).filter(p -> p.version().counter() >= number), Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void a_plan_is_proposed_approved_compared_and_taken_back() {
        write();
        optimizer = Optimizer.start(
                OptimizerConfig.DEFAULTS.withEverySeconds(3_600).withApproval(), blackboard, System::currentTimeMillis);
        awaitNumber(Keys.PROPOSED, 1);

        assertThat(ok(new PlanCommand(), "list")).contains("proposed", "first look at the fleet");
        assertThat(refused(new PlanCommand(), "approve", "4", "--reason", "go"))
                .contains("plan 4 does not wait for an approval; plan 1 does");
        assertThat(ok(new PlanCommand(), "approve", "1", "--reason", "looks right", "--by", "alice"))
                .contains("Approved plan 1: plan 1 is in force.", "approved, by alice: looks right");

        story.later(10_000).asked("sql", 13);
        write();
        awaitNumber(Keys.PROPOSED, 2);
        assertThat(ok(new PlanCommand(), "show", "2")).contains("Plan 2 (", "demand of sql moved");
        assertThat(ok(new PlanCommand(), "diff", "1", "2")).contains("sql", " change their share or tier.");
        ok(new PlanCommand(), "approve", "2", "--reason", "more demand", "--by", "alice");

        assertThat(ok(new PlanCommand(), "rollback", "1", "--hold", "1h", "--reason", "too slow", "--by", "bob"))
                .contains("Back to plan 1: plan 3 is in force.", "back to plan 1, by bob: too slow");
        assertThat(blackboard.read(Keys.PLAN).orElseThrow().assignments())
                .isEqualTo(blackboard.history(Keys.PLAN, 10).get(2).assignments());
        assertThat(refused(new OptimizeCommand(), "--once")).contains("the fleet is holding on to plan 1, until ");
        assertThat(ok(new PlanCommand(), "release", "--reason", "found it", "--by", "bob"))
                .contains("Released");

        String list = ok(new PlanCommand(), "list");
        assertThat(list).contains("in force", "bob", "rollback", "too slow", "alice", "more demand");
        JsonNode json = Json.tree(ok(new PlanCommand(), "list", "--output", "json"));
        assertThat(json.at("/audit")).hasSize(4);
    }

    /** As with a schedule that runs the optimizer now and then. */
    @Test
    void orders_are_carried_out_by_an_optimizer_that_is_run_once() {
        write();
        assertThat(ok(new OptimizeCommand(), "--once", "--approval")).contains("Proposed as plan 1;");
        ok(new PlanCommand(), "approve", "1", "--reason", "looks right", "--by", "alice");
        assertThat(blackboard.read(Keys.PLAN))
                .as("nobody is there to carry it out")
                .isEmpty();

        assertThat(ok(new OptimizeCommand(), "--once", "--approval"))
                .contains("Published as plan 1, as it was ordered.");
        PlacementPlan first = blackboard.read(Keys.PLAN).orElseThrow();
        assertThat(first.solver().trigger()).endsWith("approved, by alice: looks right");

        story.later(10_000).asked("sql", 13);
        write();
        assertThat(ok(new OptimizeCommand(), "--once")).contains("Published as plan 2.");
        ok(new PlanCommand(), "rollback", "1", "--reason", "too slow", "--by", "bob");
        assertThat(ok(new OptimizeCommand(), "--once")).contains("Published as plan 3, as it was ordered.");
        assertThat(blackboard.read(Keys.PLAN).orElseThrow().assignments()).isEqualTo(first.assignments());
        assertThat(refused(new OptimizeCommand(), "--once")).contains("the fleet is holding on to plan 1, until ");
    }

    @Test
    void a_freeze_a_pin_and_a_limit_are_said_with_who_and_why() {
        write();
        ok(new ControlCommand(), "freeze", "--reason", "incident 12", "--by", "alice");
        assertThat(refused(new OptimizeCommand(), "--once")).contains("the fleet is frozen: alice: incident 12");
        ok(new ControlCommand(), "unfreeze", "--reason", "over");
        ok(new ControlCommand(), "pin", "sql", "pod-3", "--reason", "benchmark");
        ok(new ControlCommand(), "limit", "--moves-per-plan", "10", "--reason", "slow disks");
        assertThat(refused(new ControlCommand(), "pin", "sqll", "pod-3", "--reason", "x"))
                .contains("there is no adapter 'sqll'; did you mean 'sql'?");

        assertThat(ok(new ControlCommand(), "show"))
                .contains("moves per plan            10", "sql on pod-3", "incident 12");
        assertThat(ok(new OptimizeCommand(), "--once")).contains("Published as plan 1.");
        assertThat(blackboard.read(Keys.PLAN).orElseThrow().assignments().get("sql"))
                .extracting(a -> a.pod().pod())
                .contains("pod-3");
        assertThat(ok(new ExplainCommand(), "adapter", "sql")).contains("pinned");
        ok(new ControlCommand(), "unpin", "sql", "--reason", "done");
        assertThat(blackboard.read(Keys.CONTROL).orElseThrow().pins()).isEmpty();
        assertThat(run(new ControlCommand(), "freeze")).isEqualTo(2);
        assertThat(err.toString()).contains("--reason");
        assertThat(run(new ControlCommand(), "limit", "--reason", "x")).isEqualTo(2);
    }

    @Test
    void a_question_is_answered_and_publishes_nothing() {
        write();
        ok(new OptimizeCommand(), "--once");

        assertThat(ok(new ExplainCommand(), "pod", "pod-1")).contains("pod-1 (default/sim, llama, zone a)");
        String answer = ok(new OptimizeCommand(), "--what-if", "adapter sql demand*8", "--what-if", "pod pod-2 down");
        assertThat(answer).contains("What if demand of sql 2.00 → 16.00 req/s; and pod pod-2 is down?", "as it is");
        JsonNode json = Json.tree(ok(new OptimizeCommand(), "--what-if", "pods+1", "--output", "json"));
        assertThat(json.at("/asItIs/decision").asText()).isEqualTo("keep");
        assertThat(json.at("/supposed/pods").asInt()).isEqualTo(4);
        assertThat(refused(new ExplainCommand(), "pod", "pd-1")).contains("did you mean 'pod-1'?");
        assertThat(run(new OptimizeCommand(), "--what-if", "pods*2")).isEqualTo(2);
        assertThat(err.toString()).contains("a what-if is pods+N");
        assertThat(blackboard.history(Keys.PLAN, 10)).hasSize(1);
        assertThat(blackboard.read(Keys.PROPOSED)).isEmpty();
    }

    @Test
    void not_ready_is_answered_with_what_is_missing_and_since_when() {
        for (String[] question : new String[][] {{"--once"}, {"--what-if", "pods+1"}}) {
            assertThat(refused(new OptimizeCommand(), question))
                    .contains("not ready to plan: catalog: none published yet", "demand: none measured yet");
        }
        write();
        long stale = System.currentTimeMillis() - 600_000;
        blackboard.write(Keys.DEMAND, "sql", Story.demand("sql", 2, stale)); // refused: it is older
        String old = "old" + fleet;
        try (Blackboard other = new RedisBlackboard("redis://127.0.0.1:" + port, old)) {
            other.write(Keys.CATALOG, story.catalog());
            other.write(Keys.FLEET, story.fleet());
            other.write(Keys.DEMAND, "sql", Story.demand("sql", 2, stale));
        }
        fleet = old;
        String sentence = refused(new ExplainCommand(), "adapter", "sql", "--output", "json");
        assertThat(sentence)
                .contains("profile: none for deployment default/sim")
                .containsPattern("demand: its newest window ended 60\\d s ago \\(since .*Z, 10 min\\)");
        assertThat(Json.tree(out.toString()).at("/missing")).hasSize(2);
    }

    @Test
    void two_operators_at_once_are_both_heard() {
        int each = 20;
        List<CompletableFuture<Void>> operators = IntStream.of(1, 2)
                .mapToObj(who -> CompletableFuture.runAsync(() -> {
                    try (Blackboard own = new RedisBlackboard("redis://127.0.0.1:" + port, fleet)) {
                        ControlDesk desk = new ControlDesk(own);
                        for (int i = 1; i <= each; i++) {
                            desk.say(ControlChange.limit(i, null, new Said("operator-" + who, "race", i)), i);
                        }
                    }
                }))
                .toList();
        operators.forEach(CompletableFuture::join);

        Control control = blackboard.read(Keys.CONTROL).orElseThrow();
        assertThat(control.audit()).hasSize(2 * each);
        assertThat(control.version().counter()).isEqualTo(2L * each);
    }
}
