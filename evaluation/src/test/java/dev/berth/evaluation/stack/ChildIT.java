package dev.berth.evaluation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildIT {
    private static final RestartPolicy TWICE = new RestartPolicy(Duration.ofMillis(100), 2);
    private static final RestartPolicy NEVER = new RestartPolicy(Duration.ZERO, 0);

    @TempDir
    Path directory;

    private final ScheduledExecutorService supervisor = Executors.newScheduledThreadPool(2);
    private Child child;

    @AfterEach
    void endAll() {
        if (child != null) {
            child.stop();
        }
        supervisor.shutdownNow();
    }

    @Test
    void aChildIsReadyWhenItSaysSoAndItsLogIsKept() throws IOException {
        child = child("serve", TWICE).start();

        assertThat(child.awaitReady()).containsEntry("answer", "42");

        assertThat(child.state()).isEqualTo(ChildState.RUNNING);
        child.stop();
        assertThat(child.state()).isEqualTo(ChildState.STOPPED);
        assertThat(child.unaskedEnds()).isZero();
        assertThat(Files.readAllLines(child.logFile())).contains("a line before", "ready trivial answer=42");
    }

    @Test
    void aChildThatEndsBeforeItIsReadyIsNamedWithItsLastWords() {
        child = child("crash", TWICE).start();

        assertThatThrownBy(child::awaitReady).isInstanceOfSatisfying(ChildFailedException.class, e -> {
            assertThat(e.getMessage()).startsWith("part-1 ended with code 3 before it was ready");
            assertThat(e.lastLines()).contains("cannot bind port 8080");
        });
        assertThat(child.state()).isEqualTo(ChildState.FAILED);
    }

    @Test
    void aChildThatNeverSaysThatItIsReadyIsEndedAtItsBound() {
        child = new Child(spec("mute", TWICE, Duration.ofSeconds(2)), directory, supervisor, StackListener.SILENT);
        child.start();

        assertThatThrownBy(child::awaitReady).hasMessageStartingWith("part-1 was not ready after 2 s");
        await().atMost(10, TimeUnit.SECONDS).until(() -> !child.state().alive());
    }

    @Test
    void aKilledChildComesBackUntilItsRestartsAreUsedUp() {
        child = child("serve", TWICE).start();
        child.awaitReady();
        for (int kills = 1; kills <= 2; kills++) {
            long before = child.pid();
            child.kill();
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> child.state() == ChildState.RUNNING && child.pid() != before);
            assertThat(child.unaskedEnds()).isEqualTo(kills);
        }
        child.kill();
        await().atMost(10, TimeUnit.SECONDS).until(() -> child.state() == ChildState.GIVEN_UP);
    }

    @Test
    void aStoppedChildMayBeStartedAgain() {
        child = child("serve", NEVER).start();
        child.awaitReady();
        child.stop();
        child.start();

        assertThat(child.awaitReady()).containsEntry("answer", "42");
        assertThat(child.unaskedEnds()).isZero();
    }

    @Test
    void aChildThatDoesNotHeedIsKilled() {
        child = child("stubborn", NEVER).start();
        child.awaitReady();

        child.stop();

        assertThat(child.state()).isEqualTo(ChildState.STOPPED);
        assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void noChildOutlivesAParentThatWasKilled() throws IOException {
        Path pidFile = directory.resolve("pid");
        child = new Child(
                new ChildSpec(
                        "parent",
                        JvmCommand.of(32, TrivialChild.class.getName(), List.of("parent", pidFile.toString())),
                        JvmCommand.environment(),
                        ReadyLine.OF_BERTH,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(3),
                        NEVER),
                directory,
                supervisor,
                StackListener.SILENT);
        child.start().awaitReady();
        long grandchild = Long.parseLong(Files.readString(pidFile));
        assertThat(ProcessHandle.of(grandchild)).get().matches(ProcessHandle::isAlive);

        child.kill();

        await().atMost(10, TimeUnit.SECONDS).until(() -> ProcessHandle.of(grandchild)
                .filter(ProcessHandle::isAlive)
                .isEmpty());
    }

    private Child child(String what, RestartPolicy restart) {
        return new Child(spec(what, restart, Duration.ofSeconds(20)), directory, supervisor, StackListener.SILENT);
    }

    private static ChildSpec spec(String what, RestartPolicy restart, Duration startBound) {
        return new ChildSpec(
                "part-1",
                JvmCommand.of(32, TrivialChild.class.getName(), List.of(what)),
                JvmCommand.environment(),
                ReadyLine.OF_BERTH,
                startBound,
                Duration.ofSeconds(3),
                restart);
    }
}
