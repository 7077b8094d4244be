package dev.berth.simulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process is one pod, in a heap as small as the quickstart gives it. */
class SimulateCommandIT {
    private static final int EXIT_BY_SIGTERM = 143;

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void endProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void aPodSaysWhenItIsReadyServesAndEndsOnSigterm() throws Exception {
        Path lengths = Files.writeString(folder.resolve("lengths.csv"), "r-1,5\n");
        Path config = Files.writeString(folder.resolve("pod.yaml"), "pod: {speed: 20, baseModel: from-file}\n");
        String ready = start(
                "--config", config.toString(), "--name", "pod-7", "--base-model", "m", "--lengths", lengths.toString());
        assertThat(ready).matches("ready pod name=pod-7 url=http://127\\.0\\.0\\.1:\\d+");
        String url = ready.substring(ready.indexOf("url=") + 4);

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/completions"))
                                .header("Content-Type", "application/json")
                                .header("X-Request-Id", "r-1")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"m\",\"prompt\":\"hello\",\"max_tokens\":100}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.tree(answer.body()).at("/usage/completion_tokens").asInt())
                .isEqualTo(5);
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ended in time").isTrue();
        assertThat(process.exitValue()).isEqualTo(EXIT_BY_SIGTERM);
    }

    private String start(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-Dberth.home=" + Path.of("").toAbsolutePath().getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                SimulateCommand.class.getName()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return CompletableFuture.supplyAsync(() -> readyLine(lines)).get(30, TimeUnit.SECONDS);
    }

    private static String readyLine(BufferedReader lines) {
        try {
            String line = lines.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = lines.readLine();
            }
            return line == null ? "the process ended" : line;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
