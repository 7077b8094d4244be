package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.RouterFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The npm package {@code openai}, unmodified. Skipped, and that loudly, where there is no Node or npm can't get the package.
 */
@Timeout(180)
class NodeClientIT {
    private static final Logger log = LoggerFactory.getLogger(NodeClientIT.class);
    private static final Path FOLDER = Path.of("target", "node-client");
    private static final String PACKAGE = "openai@4.104.0";

    private static int run(Path output, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(100, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException e) {
            return -1; // There is no such program.
        }
    }

    private static void assumePackage() throws Exception {
        Files.createDirectories(FOLDER);
        if (Files.isDirectory(FOLDER.resolve("node_modules/openai"))) {
            return;
        }
        Path output = FOLDER.resolve("npm.log").toAbsolutePath();
        boolean there = run(output, "node", "--version") == 0
                && run(output, "npm", "install", "--no-audit", "--no-fund", "--no-save", PACKAGE) == 0;
        if (!there) {
            log.warn("SKIPPED: no Node, or npm could not install {}: the npm client was not tried", PACKAGE);
        }
        assumeTrue(there, "Node and the npm package " + PACKAGE);
    }

    private static FakePod.Behaviour models(CountDownLatch left) {
        AtomicInteger flaky = new AtomicInteger();
        return (request, wire) -> {
            String model = Json.tree(request.text()).path("model").asText();
            boolean stream = Json.tree(request.text()).path("stream").asBoolean();
            switch (model) {
                case "flaky" -> wire.json(flaky.getAndIncrement() == 0 ? 500 : 200, FakePod.COMPLETION);
                case "silent" -> wire.awaitEnd();
                default -> {
                    if (!stream) {
                        wire.json(200, FakePod.COMPLETION);
                        return;
                    }
                    wire.beginStream();
                    wire.chunk(": a comment\n\n");
                    for (String word : List.of("one ", "two ", "three")) {
                        wire.event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + word + "\"}}]}");
                    }
                    if (model.equals("endless")) {
                        wire.awaitEnd();
                        left.countDown();
                    } else if (model.equals("breaking")) {
                        wire.reset();
                    } else {
                        wire.event("[DONE]");
                        wire.endStream();
                    }
                }
            }
        };
    }

    @Test
    void everyThingThatTheClientDoesWorks() throws Exception {
        assumePackage();
        Files.copy(
                Path.of("src", "test", "resources", "node", "client.mjs"),
                FOLDER.resolve("client.mjs"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        CountDownLatch left = new CountDownLatch(1);
        Path output = FOLDER.resolve("client.log").toAbsolutePath();
        try (FakePod pod = new FakePod(models(left));
                RouterFixture router = RouterFixture.start(
                        config(""),
                        table(1).pod("p", pod.port())
                                .hot("sql", "p")
                                .hot("endless", "p")
                                .hot("breaking", "p")
                                .hot("flaky", "p")
                                .hot("silent", "p")
                                .build())) {
            int exit = run(output, "node", "client.mjs", "http://127.0.0.1:" + router.port());
            assertThat(exit).as(Files.readString(output)).isZero();
            Map<String, String> said = new TreeMap<>();
            for (String line : Files.readAllLines(output)) {
                JsonNode saw = Json.tree(line);
                said.put(saw.path("name").asText(), saw.path("value").asText());
            }
            assertThat(pod.received().get(0).text()).as("byte for byte").isEqualTo(said.remove("sent"));
            assertThat(said)
                    .containsEntry("completion", "hello")
                    .containsEntry("stream", "one two three")
                    .containsEntry("left", "true")
                    .containsEntry("broken", "APIError")
                    .containsEntry("missing", "NotFoundError 404 model_not_found")
                    .containsEntry("models", "breaking endless flaky silent sql")
                    .containsEntry("retried", "hello")
                    .containsEntry("timeout", "APIConnectionTimeoutError");
            assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_in_flight") == 0);
        }
    }
}
