package dev.berth.streaming.profile.benchmark;

import static dev.berth.streaming.profile.benchmark.BenchmarkStory.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkReaderTest {
    private static final String LINE =
            "{\"input_tokens\": 128, \"output_tokens\": 4, \"request_rate\": 1.0, \"metric\": "
                    + "\"E2E\", \"mean\": 0.5, \"P50\": NaN, \"P90\": null}";

    private static List<BenchmarkRow> read(String text) {
        return new BenchmarkReader().add("b.jsonl", text).benchmark().rows();
    }

    @Test
    void aLineOfAibrixIsReadWithItsGapsAsUnknown() {
        BenchmarkRow row = read("\n" + LINE + "\n\n").get(0);
        assertThat(row.promptTokens()).isEqualTo(128);
        assertThat(row.outputTokens()).isEqualTo(4);
        assertThat(row.mean()).isEqualTo(0.5);
        assertThat(row.p50()).isNaN();
        assertThat(row.p90()).isNaN();
        assertThat(row.p99()).isNaN();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"metric\": \"E2E\", | '' | b.jsonl, line 2 is neither a line of AIBrix's benchmark",
                "128 | 128.5 | b.jsonl, line 2 has input_tokens 128.5; it must be a whole number of tokens",
                "128 | \"many\" | b.jsonl, line 2 has input_tokens \"many\", which is no number; give it as a number",
                "\"output_tokens\": 4, | '' | b.jsonl, line 2 has no output_tokens; give it as a number",
                "1.0 | 0 | b.jsonl, line 2 has request_rate 0.0; it must be a number above 0",
                "0.5 | \"fast\" | b.jsonl, line 2 has mean \"fast\", which is no number; give a number, or leave it out",
                "0.5, | 0.5 | b.jsonl, line 2 is not JSON; each line must be one JSON object; mend or delete this one",
            })
    void whatIsWrongIsSaidWithItsLineAndHowToMendIt(String what, String with, String message) {
        assertThatThrownBy(() -> read(LINE + "\n" + LINE.replace(what, with) + "\n"))
                .isInstanceOf(BadBenchmarkException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyFileIsNoBenchmark() {
        assertThatThrownBy(() -> read("\n \n")).hasMessageContaining("b.jsonl is empty");
    }

    @Test
    void aMetricThatTheRuleDoesNotKnowIsLeftOutAndSaid() {
        Benchmark benchmark = new BenchmarkReader()
                .add("b.jsonl", LINE.replace("E2E", "ITL") + "\n" + LINE)
                .benchmark();
        assertThat(benchmark.rows()).hasSize(1);
        assertThat(benchmark.notes()).singleElement().asString().contains("metric ITL are left out");
    }

    @Test
    void resultsOfVllmBecomeRowsInSecondsWithOneLength() {
        Benchmark benchmark = new BenchmarkReader()
                .add("runs.jsonl", resource("vllm-serve.jsonl"))
                .add("one.json", resource("vllm-serve-pretty.json"))
                .benchmark();
        assertThat(benchmark.rows()).hasSize(20);
        assertThat(benchmark.rows()).allMatch(row -> row.promptTokens() == 512 && row.outputTokens() == 128);
        assertThat(benchmark.rows().stream().map(BenchmarkRow::requestRate).distinct())
                .containsExactly(1.0, 4.0, Double.POSITIVE_INFINITY, 2.0);
        BenchmarkRow e2e = benchmark.rows().get(2);
        assertThat(e2e.metric()).isEqualTo(Metric.E2E);
        assertThat(e2e.mean()).isCloseTo(0.125 + 127 * 0.02, within(1e-9));
        assertThat(e2e.p90()).as("not reported").isNaN();
        assertThat(benchmark.notes()).singleElement().asString().contains("--percentile-metrics");
    }

    @Test
    void aRunWithoutAnyAnswerIsRefused() {
        assertThatThrownBy(() -> read("{\"request_throughput\": 0, \"completed\": 0}"))
                .hasMessageContaining("b.jsonl, line 1 is a run of which no request completed; leave it out");
    }
}
