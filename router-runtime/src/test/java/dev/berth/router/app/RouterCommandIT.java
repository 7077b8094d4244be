package dev.berth.router.app;

import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import dev.berth.router.access.KeyRing;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class RouterCommandIT {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private CommandLine command(RouterCommand command) {
        return RouterCommand.commandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }

    private Path tableFile(FakePod pod) throws Exception {
        return Files.writeString(
                directory.resolve("table.json"),
                Json.write(table(1).pod("p", pod.port()).hot("sql", "p").build()));
    }

    @Test
    void servesATableFromAFileUntilItIsEnded() throws Exception {
        RouterCommand router = new RouterCommand();
        AtomicInteger exit = new AtomicInteger(-1);
        try (FakePod pod = new FakePod(FakePod.answering())) {
            String table = tableFile(pod).toString();
            Thread running = new Thread(() -> exit.set(command(router)
                    .execute("--table", table, "--port", "0", "--admin-port", "0", "--policy", "random")));
            running.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> out.toString().contains("ready router url="));
            String ready = out.toString();
            int port = Integer.parseInt(ready.substring(ready.indexOf("127.0.0.1:") + 10, ready.indexOf(" admin=")));
            try (RawClient client = new RawClient(port)) {
                assertThat(client.post("/v1/chat/completions", RouterFixture.body("sql"))
                                .readWhole())
                        .endsWith(FakePod.COMPLETION);
            }
            router.end();
            running.join(10_000);
            assertThat(exit).hasValue(0);
        }
    }

    @Test
    void aPortInUseIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FakePod pod = new FakePod(FakePod.answering())) {
            String port = String.valueOf(taken.getLocalPort());
            String table = tableFile(pod).toString();
            assertThat(command(new RouterCommand()).execute("--table", table, "--port", port, "--admin-port", "0"))
                    .isEqualTo(2);
            assertThat(command(new RouterCommand()).execute("--table", table, "--port", "0", "--admin-port", port))
                    .isEqualTo(2);
            assertThat(err.toString().lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                    .startsWith("berth router: cannot listen on 127.0.0.1:" + port));
        }
    }

    @Test
    void mistakesAreOneSentenceEach() {
        assertThat(command(new RouterCommand()).execute("--polcy", "random")).isEqualTo(2);
        assertThat(command(new RouterCommand()).execute("--policy", "randm")).isEqualTo(2);
        assertThat(command(new RouterCommand())
                        .execute("--table", directory.resolve("none.json").toString(), "--port", "0"))
                .isEqualTo(2);
        assertThat(command(new RouterCommand()).execute()).isEqualTo(2);
        assertThat(command(new RouterCommand()).execute("--redis", "localhost")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(5).allSatisfy(line -> assertThat(line)
                .startsWith("berth router: "));
        assertThat(err.toString()).contains("did you mean 'random'?").contains("no such file");
    }

    @Test
    void aChangedConfigurationIsTakenAndAWrongOneIsNot() throws Exception {
        RouterCommand router = new RouterCommand();
        try (FakePod pod = new FakePod(FakePod.answering())) {
            Path file = Files.writeString(directory.resolve("router.yaml"), "models: {aliases: {first: sql}}");
            String table = tableFile(pod).toString();
            Thread running = new Thread(() -> command(router)
                    .execute("--config", file.toString(), "--table", table, "--port", "0", "--admin-port", "0"));
            running.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> out.toString().contains("ready router url="));
            String ready = out.toString();
            int port = Integer.parseInt(ready.substring(ready.indexOf("127.0.0.1:") + 10, ready.indexOf(" admin=")));
            assertThat(status(port, "first")).isEqualTo("200");
            Files.writeString(file, "models: {alias: {second: sql}}");
            Files.writeString(file, "models: {aliases: {second: sql}}");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> status(port, "second").equals("200"));
            assertThat(status(port, "first")).isEqualTo("404");
            router.end();
            running.join(10_000);
        }
    }

    private static String status(int port, String model) throws Exception {
        try (RawClient client = new RawClient(port)) {
            return client.post("/v1/chat/completions", RouterFixture.body(model))
                    .readWhole()
                    .substring(9, 12);
        }
    }

    @Test
    void aKeyIsHashedForTheFileOfKeys() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("my-key\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(command(new RouterCommand()).execute("--hash-key")).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString().strip()).isEqualTo(KeyRing.hash("my-key"));
    }

    @Test
    void helpHasAnExample() {
        assertThat(command(new RouterCommand()).execute("--help")).isZero();
        assertThat(out.toString()).contains("Examples:").contains("./berth router --table");
    }
}
