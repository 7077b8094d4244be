package dev.berth.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import dev.berth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFileTest {
    private static final Path HOME = Path.of("..");
    private static final String MINE =
            """
            name: mine
            asks: whether it works
            seconds: 20
            zones: [x, y]
            pools:
              - {name: default/sim, engine: a10, pods: 2, minPods: 1, maxPods: 3, maxLoras: 4, maxCpuLoras: 8}
            traffic:
              - {trace: trace.csv, adapters: {prefix: lora, count: 3, zipf: 1}}
            faults:
              - {kind: POD_KILLED, target: sim-2, atSeconds: 5}
            """;

    @TempDir
    private Path directory;

    private Path scenario(String text) throws IOException {
        Files.writeString(
                directory.resolve("trace.csv"),
                """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:00,100,10
                2023-11-16 18:15:04,200,20
                """);
        return Files.writeString(directory.resolve("mine.yaml"), text);
    }

    private static Scenario read(Path file) {
        return new Scenarios(HOME).named(file.toString());
    }

    @Test
    void usersWriteTheirOwn() throws IOException {
        Scenario mine = read(scenario(MINE));
        List<ScenarioRequest> requests = new ArrayList<>();
        mine.requests(1).forEachRemaining(requests::add);

        assertThat(mine.pods())
                .containsExactly(
                        new ScenarioPod("sim-1", "default/sim", "x"), new ScenarioPod("sim-2", "default/sim", "y"));
        assertThat(mine.catalog().adapters()).extracting("name").containsExactly("lora-1", "lora-2", "lora-3");
        assertThat(mine.faults().get(0).kind()).isEqualTo(ScenarioFault.Kind.POD_KILLED);
        // Two requests 4 s apart, again and again every 8 s.
        assertThat(requests)
                .extracting(ScenarioRequest::arrivalNanos)
                .containsExactly(0L, 4_000_000_000L, 8_000_000_000L, 12_000_000_000L, 16_000_000_000L);
        assertThat(mine.notes()).hasSize(1);
    }

    @Test
    void onesOwnLogIsReplayedWithItsOwnModels() throws IOException {
        Path file = scenario(MINE.replace(", adapters: {prefix: lora, count: 3, zipf: 1}", "")
                .replace("csv", "jsonl"));
        Files.writeString(
                directory.resolve("trace.jsonl"),
                Stream.of("summarize", "translate", "llama-3.1-8b")
                        .map(ScenarioFileTest::finished)
                        .reduce("", String::concat));
        List<String> asked = new ArrayList<>();
        read(file).lasting(1).requests(1).forEachRemaining(r -> asked.add(r.model()));

        assertThat(read(file).catalog().adapters()).extracting("name").containsExactly("summarize", "translate");
        assertThat(asked).containsExactly("summarize", "translate", "llama-3.1-8b");
    }

    private static String finished(String model) {
        return "{\"type\":\"finished\",\"v\":1,\"atMillis\":%d,\"requestId\":\"%s\",\"model\":\"%s\","
                        .formatted(1000 + model.charAt(0) % 3, model, model)
                + "\"arrivedAtMillis\":1000,\"outcome\":\"COMPLETED\",\"promptTokens\":5,\"outputTokens\":6,"
                + "\"tokenSource\":\"USAGE\",\"verdict\":\"MET\"}\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            zones: [x, y]      | zone: [x]            | unknown key 'zone'; did you mean 'zones'?
            engine: a10        | engine: a11          | unknown engine 'a11'; did you mean 'a10'?
            count: 3           | counts: 3            | unknown key 'traffic[0].adapters.counts'; did you mean 'count'?
            target: sim-2      | target: sim-9        | fault POD_KILLED has the unknown target 'sim-9'; did you mean 'sim-1'?
            kind: POD_KILLED   | kind: POD_EATEN      | must be one of POD_KILLED, POD_FROZEN, ZONE_LOST
            kind: POD_KILLED   | kind: REDIS_WIPED    | fault REDIS_WIPED has no target, but 'sim-2' is given
            seconds: 20        | seconds: -1          | 'seconds' must be > 0, found -1.0
            maxCpuLoras: 8     | maxCpuLoras: 2       | max_cpu_loras (2) must be >= max_loras (4)
            maxPods: 3         | maxPods: 1           | pool 'default/sim': pods 2 lies outside of 1 to 1
            trace: trace.csv   | scale: 2             | traffic comes either from a 'trace' or is 'synthesised'
            trace: trace.csv   | trace: nowhere.csv   | trace 'nowhere.csv' was not found
            """)
    void whatIsWrongIsOneSentence(String right, String wrong, String message) throws IOException {
        Path file = scenario(MINE.replace(right, wrong));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void anUnreadableTraceIsSaidBeforeAnythingRuns() throws IOException {
        Path file = scenario(MINE);
        Files.writeString(
                directory.resolve("trace.csv"),
                "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:00,100,ten\n");

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(TraceException.class)
                .hasMessage(directory.resolve("trace.csv")
                        + ", line 2, column 3: GeneratedTokens is not a whole number but 'ten'");
    }

    @Test
    void anUnknownScenarioIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> new Scenarios(HOME).named("S9"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "no scenario 'S9': it is neither a file nor one of Berth's; did you mean 'S1'?");
    }

    @Test
    void theReadmeOfTheScenariosNamesEveryKey() throws IOException {
        String readme = Files.readString(HOME.resolve("datasets/scenarios/README.md"));

        for (Class<?> part : ScenarioText.class.getDeclaredClasses()) {
            assertThat(keys(part)).allSatisfy(key -> assertThat(readme).contains("`" + key + "`"));
        }
        assertThat(keys(ScenarioText.class))
                .allSatisfy(key -> assertThat(readme).contains("`" + key + "`"));
    }

    private static List<String> keys(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(component -> component.getName())
                .toList();
    }
}
