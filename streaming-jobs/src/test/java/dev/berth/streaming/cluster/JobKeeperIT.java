package dev.berth.streaming.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that counts to itself, on a Flink in this JVM. */
class JobKeeperIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String JOB = "count";

    /** What each start of the job had counted before; 0 for one that began afresh. */
    private static final Queue<Long> BEGAN_WITH = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path checkpoints;

    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        BEGAN_WITH.clear();
        cluster = EmbeddedCluster.start(0, 0);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private JobKeeper keeper(TypeInformation<?> form) {
        Configuration settings = JobSettings.of(checkpoints);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(100));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMillis(200));
        return JobKeeper.start(
                cluster.restPort(),
                settings,
                List.of(new JobKeeper.NamedJob(JOB, env -> counting(env, form))),
                Duration.ofMillis(200));
    }

    private static void counting(StreamExecutionEnvironment env, TypeInformation<?> form) {
        env.fromSequence(1, Long.MAX_VALUE)
                .uid("numbers")
                .keyBy(number -> 0, Types.INT)
                .map(new Count<>(form))
                .uid("count")
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere");
    }

    /** Keeps how many it saw, as a number or as its digits. */
    private static final class Count<T> extends RichMapFunction<Long, Long> {
        private final TypeInformation<T> form;
        private transient ValueState<T> count;
        private transient boolean begun;

        Count(TypeInformation<T> form) {
            this.form = form;
        }

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", form));
        }

        @Override
        public Long map(Long number) throws Exception {
            T known = count.value();
            long before = known == null ? 0 : Long.parseLong(known.toString());
            if (!begun) {
                begun = true;
                BEGAN_WITH.add(before);
            }
            Object next = form.equals(Types.LONG) ? (Object) (before + 1) : Long.toString(before + 1);
            count.update(form.getTypeClass().cast(next));
            LockSupport.parkNanos(100_000);
            return before;
        }
    }

    private List<Path> completed() {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata")).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(); // One that is just being taken away.
        }
    }

    private void runUntilThereAreCheckpoints() {
        try (JobKeeper keeper = keeper(Types.LONG)) {
            await().atMost(SOON)
                    .until(() -> BEGAN_WITH.size() == 1 && completed().size() >= ResumePoints.KEPT);
        }
        assertThat(BEGAN_WITH).containsExactly(0L);
        assertThat(completed()).as("they outlive the job").isNotEmpty();
    }

    @Test
    void aJobGoesOnWhereItsCheckpointWas() {
        runUntilThereAreCheckpoints();
        try (JobKeeper keeper = keeper(Types.LONG)) {
            await().atMost(SOON).until(() -> BEGAN_WITH.size() == 2);
            assertThat(BEGAN_WITH).last().satisfies(count -> assertThat(count).isPositive());
        }
    }

    @Test
    void aCheckpointThatCannotBeReadDelaysAJobAndNoMore() throws IOException {
        runUntilThereAreCheckpoints();
        for (Path metadata : completed()) {
            Files.writeString(metadata, "garbage", StandardCharsets.UTF_8);
        }
        try (JobKeeper keeper = keeper(Types.LONG)) {
            await().atMost(SOON).until(() -> BEGAN_WITH.size() == 2);
            assertThat(BEGAN_WITH).last().isEqualTo(0L);
        }
    }

    @Test
    void aStateThatTasksCannotTakeUpDelaysAJobAndNoMore() {
        runUntilThereAreCheckpoints();
        try (JobKeeper keeper = keeper(Types.STRING)) {
            await().atMost(SOON).until(() -> BEGAN_WITH.size() == 2);
            assertThat(BEGAN_WITH).last().isEqualTo(0L);
        }
    }
}
