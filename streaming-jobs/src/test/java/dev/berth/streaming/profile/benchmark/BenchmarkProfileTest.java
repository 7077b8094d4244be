package dev.berth.streaming.profile.benchmark;

import static dev.berth.streaming.profile.benchmark.BenchmarkStory.e2eBelow;
import static dev.berth.streaming.profile.benchmark.BenchmarkStory.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.profile.AibrixProfile;
import dev.berth.domain.profile.LatencyProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkProfileTest {
    private static Benchmark small() {
        return new BenchmarkReader().add("small.jsonl", resource("small.jsonl")).benchmark();
    }

    @Test
    void aHandMadeBenchmarkGivesTheProfileThatOneAddsUpByHand() {
        AibrixProfile profile =
                BenchmarkProfile.of(small(), e2eBelow(4.25, 99)).toAibrix("a100", 2.5, 1_700_000_000_250L);
        assertThat(profile.indexes()).isEqualTo(List.of(List.of(20, 40), List.of(100, 200)));
        assertThat(profile.tputs())
                .as(
                        "20/100: 16 req/s kept 3.5 s but did not keep up; 40/100: 8 req/s took 4.5 s; 40/200: P99 4.25 is not below")
                .isEqualTo(List.of(List.of(7.25, 0.0), List.of(3.9, 1.975)));
        assertThat(profile.e2e()).isEqualTo(List.of(List.of(0.75, 0.0), List.of(1.5, 1.25)));
        assertThat(profile.ttft()).as("no target").isEmpty();
        assertThat(Json.read(profile.write(), AibrixText.class))
                .isEqualTo(new AibrixText("a100", 2.5, 1_700_000_000.25, new AibrixSlos(99, 4.25)));
    }

    /** What AIBrix's own readers take; a percentile with a point is no int to Go. */
    record AibrixText(String gpu, double cost, double created, AibrixSlos slos) {}

    record AibrixSlos(int percentile, double e2e) {}

    @Test
    void whatIsWrittenIsReadBackEqualAndNothingElseIsInIt() {
        AibrixProfile profile = BenchmarkProfile.of(small(), new BenchmarkTargets(0, 0, 0, 9, 0.3, 9, 0.1))
                .toAibrix("default/a100", 1, 0);
        assertThat(AibrixProfile.read(profile.write())).isEqualTo(profile);
        assertThat(profile.write())
                .contains("\"ttft\":[[0.25,0.0],[0.25,0.25]]", "\"percentile\":0,")
                .doesNotContain("NaN", "null", "\"tpot\":[");
    }

    @Test
    void inBerthsFormCellsWithoutLinesAreComputedAndToldApart() {
        Benchmark small = small();
        EngineSpec engine = BenchmarkEngine.of(small, "a100", "llama", 1);
        LatencyProfile profile = BenchmarkProfile.of(small, e2eBelow(4.25, 99))
                .toBerth(Version.firstOf(1), 1_000, "default/a100", "llama", 2.5, engine);
        assertThat(profile.measured()).isEqualTo(List.of(List.of(true, false), List.of(true, true)));
        assertThat(profile.tputs().rows().get(1)).containsExactly(3.9, 1.975);
        assertThat(profile.tputs().rows().get(0).get(1)).isBetween(0.5, 8.0);
        assertThat(profile.slos().e2eSeconds()).isEqualTo(4.25);
        assertThat(profile.cost()).isEqualTo(2.5);
        assertThat(Json.read(Json.write(profile), LatencyProfile.class)).isEqualTo(profile);
        assertThat(BenchmarkProfile.of(small, BenchmarkTargets.NONE).notes(small))
                .singleElement()
                .asString()
                .contains("1 of 4 cells have no line");
    }

    @Test
    void aFileThatLacksThePercentileSaysSo() {
        Benchmark runs = new BenchmarkReader()
                .add("runs.jsonl", resource("vllm-serve.jsonl"))
                .benchmark();
        BenchmarkProfile profile = BenchmarkProfile.of(runs, e2eBelow(9, 90));
        assertThat(profile.toAibrix("x", 1, 0).tputs()).isEqualTo(List.of(List.of(0.0)));
        assertThat(profile.notes(runs)).anyMatch(note -> note.contains("no line of TTFT has a P90"));
        assertThat(BenchmarkProfile.of(runs, e2eBelow(5, 0)).toAibrix("x", 1, 0).tputs())
                .isEqualTo(List.of(List.of(3.9)));
    }

    /** AIBrix's benchmark of a simulated A100, and what its own generator made of it. Not part of this repository. */
    @Test
    void theA100OfAibrixIsEqualToTheLastDigit() throws IOException {
        Path directory = Path.of(System.getProperty("berth.shared", "../../shared"), "profiles");
        Path lines = directory.resolve("simulator-llama2-7b-a100.jsonl");
        assumeTrue(
                Files.exists(lines),
                "SKIPPED: AIBrix's A100 benchmark is not at " + lines + "; name its place by -Dberth.shared");
        Benchmark benchmark = new BenchmarkReader()
                .add(lines.toString(), Files.readString(lines))
                .benchmark();
        AibrixProfile given =
                AibrixProfile.read(Files.readString(directory.resolve("simulator-llama2-7b-a100.e2e5-p99.json")));
        BenchmarkProfile profile = BenchmarkProfile.of(benchmark, e2eBelow(5, 99));
        AibrixProfile made = profile.toAibrix("simulator-llama2-7b-a100", 1, Math.round(given.created() * 1_000));
        assertThat(made.tputs()).isEqualTo(given.tputs());
        assertThat(made.e2e()).isEqualTo(given.e2e());
        assertThat(made.indexes()).isEqualTo(given.indexes());
        assertThat(made.slos()).isEqualTo(given.slos());
        assertThat(made.gpu()).isEqualTo(given.gpu());
        assertThat(AibrixProfile.read(made.write())).as("written and read").isEqualTo(made);

        EngineSpec fitted = BenchmarkEngine.of(benchmark, "a100", "llama2-7b", 1);
        assertThat(fitted.stepTime().baseMillis()).isCloseTo(10.5, within(3.0));
    }
}
