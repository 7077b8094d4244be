package dev.berth.actuator.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.actuator.FakeVllm;
import dev.berth.actuator.TestRedis;
import dev.berth.domain.json.Json;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator types and sees. */
class ActuateCommandIT {
    @TempDir
    private Path directory;

    private final FakeVllm pod = new FakeVllm();
    private final TestRedis redis = new TestRedis();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void declare() throws IOException {
        Files.writeString(
                directory.resolve("fleet.yaml"),
                """
                deployments:
                  - name: default/sim
                    baseModel: llama
                    maxLoras: 4
                    pods:
                      - {name: pod-1, url: "%s"}
                """
                        .formatted(pod.url()));
        Files.writeString(
                directory.resolve("catalog.yaml"),
                """
                adapters:
                  - {name: a, baseModel: llama, artifact: /lora/a, rank: 16}
                """);
    }

    @AfterEach
    void stop() {
        pod.close();
        redis.close();
    }

    private int run(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "--fleet-file", directory.resolve("fleet.yaml").toString(),
                "--catalog", directory.resolve("catalog.yaml").toString(),
                "--redis", redis.url(),
                "--fleet", "test"));
        args.addAll(List.of(options));
        CommandLine line = ActuateCommand.commandLine(new ActuateCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args.toArray(String[]::new));
    }

    @Test
    void a_dry_run_says_what_it_would_do_and_does_nothing() {
        assertThat(run("--once", "--dry-run")).isZero();

        assertThat(out.toString())
                .contains("No plan yet: even dispatch.")
                .containsPattern("pod-1 +READY")
                .containsPattern("\\+ load +a +pod-1 +now");
        assertThat(pod.calls()).isEmpty();
        try (RedisBlackboard board = new RedisBlackboard(redis.url(), "test")) {
            assertThat(board.versions()).isEmpty();
        }
    }

    @Test
    void a_dry_run_as_json() {
        assertThat(run("--dry-run", "--output", "json")).isZero();

        JsonNode preview = Json.tree(out.toString());
        assertThat(preview.at("/moves/0/kind").asText()).isEqualTo("load");
        assertThat(preview.at("/moves/0/adapter").asText()).isEqualTo("a");
    }

    @Test
    void a_dry_run_without_redis_says_so() {
        redis.stop();
        assertThat(run("--dry-run")).isZero();
        assertThat(out.toString()).contains("the store is away");
        redis.start();
    }

    @Test
    void once_brings_the_fleet_to_what_is_desired_and_ends() {
        assertThat(run("--once", "--stable-after", "100ms", "--every", "200ms", "--timeout", "30s"))
                .isZero();

        assertThat(out.toString()).startsWith("ready actuator fleet=test");
        assertThat(pod.registered()).containsOnlyKeys("a");
        try (RedisBlackboard board = new RedisBlackboard(redis.url(), "test")) {
            assertThat(board.read(Keys.ROUTING).orElseThrow().models().get("a").routes())
                    .hasSize(1);
        }
    }

    @Test
    void once_that_does_not_get_there_says_why() {
        pod.kill();
        assertThat(run("--once", "--every", "200ms", "--timeout", "1s")).isEqualTo(1);
        assertThat(err.toString()).contains("not as desired after 1 s").contains("pod-1");
        pod.restart();
    }

    @Test
    void wrong_input_is_one_sentence_and_exit_2() throws IOException {
        assertThat(run("--fleetfile", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown option '--fleetfile'; did you mean '--fleet-file'?");

        Files.writeString(directory.resolve("fleet.yaml"), "deployments: [{name: x, baseModle: llama}]");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("fleet.yaml: unknown key").contains("did you mean 'baseModel'?");

        assertThat(run("--catalog", directory.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(run("--every", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("'soon' is no duration").doesNotContain("\tat ");
    }

    @Test
    void a_missing_file_and_a_taken_port_are_said() throws IOException {
        Files.delete(directory.resolve("catalog.yaml"));
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("catalog.yaml can't be read: there is no such file");

        declare();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--admin-port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(2);
        }
        assertThat(err.toString()).contains("can't be opened");
    }
}
