package dev.berth.router.table;

import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTableFeedTest {
    @TempDir
    Path directory;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final TableHolder holder = new TableHolder(new LiveCounts(() -> {}), () -> {});

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private FileTableFeed feed(Path file) {
        return new FileTableFeed(file, holder, executor, System::currentTimeMillis);
    }

    @Test
    void anEditedFileIsTakenThoughItsVersionStayedTheSame() throws IOException {
        Path file = directory.resolve("table.json");
        Files.writeString(file, Json.write(table(5).pod("p", 1).hot("sql", "p").build()));
        try (FileTableFeed feed = feed(file)) {
            assertThat(holder.view().model("sql")).isNotNull();
            Files.writeString(
                    file, Json.write(table(5).pod("p", 1).hot("chat", "p").build()));
            await().atMost(Duration.ofSeconds(10)).until(() -> holder.view().model("chat") != null);
            assertThat(holder.view().version().counter()).isEqualTo(6);
            assertThat(feed.ageMillis()).isLessThan(10_000);
        }
    }

    @Test
    void aSpoiltEditLeavesTheLastTableInUse() throws IOException {
        Path file = directory.resolve("table.json");
        Files.writeString(file, Json.write(table(1).pod("p", 1).hot("sql", "p").build()));
        try (FileTableFeed feed = feed(file)) {
            Files.writeString(file, "{ \"version\": ");
            await().during(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> holder.view().model("sql") != null);
            Files.writeString(
                    file, Json.write(table(2).pod("p", 1).hot("chat", "p").build()));
            await().atMost(Duration.ofSeconds(10)).until(() -> holder.view().model("chat") != null);
            assertThat(feed.ageMillis()).isLessThan(10_000);
        }
    }

    @Test
    void aMissingFileIsOneSentenceAtStart() {
        Path file = directory.resolve("none.json");
        assertThatThrownBy(() -> feed(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.json")
                .hasMessageEndingWith("no such file");
    }

    @Test
    void aMalformedFileIsNamedWithThePlace() throws IOException {
        Path file = directory.resolve("bad.json");
        Files.writeString(file, "{\n \"version\": 7x }");
        assertThatThrownBy(() -> feed(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bad.json")
                .hasMessageContaining("line 2");
    }
}
