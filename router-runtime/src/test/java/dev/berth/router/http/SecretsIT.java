package dev.berth.router.http;

import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.access.KeyRing;
import dev.berth.router.app.RouterCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A router as a process, logging all that it can: no prompt, no answer and no key is in what it writes. */
@Timeout(90)
class SecretsIT {
    @TempDir
    Path directory;

    private static String body(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"very-secret-prompt\"}]}";
    }

    private static void chat(int port, String key, String body) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: r\r\nconnection: close\r\nauthorization: Bearer "
                    + key + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
            client.readAll();
        }
    }

    @Test
    void nothingThatIsSecretIsWritten() throws Exception {
        FakePod.Behaviour sick = (request, wire) -> {
            if (request.text().contains("broken")) {
                wire.raw("very-secret-answer\r\n\r\n");
            } else {
                wire.json(500, "{\"error\":{\"message\":\"very-secret-answer\"}}");
            }
        };
        Path keys = Files.writeString(
                directory.resolve("keys.yaml"),
                "tenants: [{name: acme, keys: [\"" + KeyRing.hash("very-secret-key") + "\"]}]");
        Path config = Files.writeString(
                directory.resolve("router.yaml"),
                "{http: {podApiKey: very-secret-pod-key, answerTimeoutMillis: 500}, access: {keysFile: \"" + keys
                        + "\"}}");
        Path output = directory.resolve("output");
        try (FakePod pod = new FakePod(sick)) {
            Path routes = Files.writeString(
                    directory.resolve("table.json"),
                    Json.write(table(1).pod("p", pod.port())
                            .hot("sql", "p")
                            .hot("broken", "p")
                            .build()));
            Process router = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dlog4j2.level=TRACE",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RouterCommand.class.getName(),
                            "--config",
                            config.toString(),
                            "--table",
                            routes.toString(),
                            "--port",
                            "0",
                            "--admin-port",
                            "0"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> Files.readString(output).contains("ready router url="));
                String ready = Files.readString(output);
                String url = ready.substring(ready.indexOf("ready router url="));
                int port = Integer.parseInt(url.substring(url.indexOf("127.0.0.1:") + 10, url.indexOf(" admin=")));
                for (int i = 0; i < 8; i++) {
                    chat(port, "very-secret-key", body("sql"));
                    chat(port, "very-secret-key", body("broken"));
                }
                chat(port, "very-secret-guess", body("sql"));
                chat(port, "very-secret-key", body("unknown"));
                chat(port, "very-secret-key", "{\"model\":\"sql\",\"very-secret-prompt");
                Files.writeString(keys, "tenants: [{name: acme, keys: [very-secret-key]}]");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> Files.readString(output).contains("keys not taken"));
            } finally {
                router.destroy();
                assertThat(router.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(Files.readString(output)).contains("pod ejected").doesNotContain("very-secret");
    }
}
