package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.simulator.trace.TraceSummary.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceShapeTest {
    private static final Path SAMPLE = Path.of("..", "datasets", "traces", "azure-conv-like-600s.csv");

    private static void assertLikeAzureConv(TraceSummary summary) {
        assertThat(summary.requestsPerSecond()).isCloseTo(5.53, Percentage.withPercentage(5));
        assertThat(summary.gapVariation()).isCloseTo(1.09, within(0.06));
        assertQuantiles(summary.promptTokens(), 396, 1020, 1189, 4083, 4142, 14050);
        assertQuantiles(summary.outputTokens(), 85, 129, 395, 451, 601, 1000);
        assertThat(summary.promptTokens().mean()).isCloseTo(1155, Percentage.withPercentage(5));
        assertThat(summary.outputTokens().mean()).isCloseTo(211, Percentage.withPercentage(5));
    }

    private static void assertQuantiles(
            Lengths lengths, double p25, double p50, double p75, double p95, double p99, double max) {
        assertThat(lengths.p25()).isCloseTo(p25, Percentage.withPercentage(2));
        assertThat(lengths.p50()).isCloseTo(p50, Percentage.withPercentage(2));
        assertThat(lengths.p75()).isCloseTo(p75, Percentage.withPercentage(2));
        assertThat(lengths.p95()).isCloseTo(p95, Percentage.withPercentage(2));
        assertThat(lengths.p99()).isCloseTo(p99, Percentage.withPercentage(3));
        assertThat(lengths.max()).isCloseTo(max, Percentage.withPercentage(5)).isLessThanOrEqualTo(max);
    }

    @Test
    void theCommittedSampleIsLikeAzureConv() {
        assertLikeAzureConv(TraceSummary.of(TraceFiles.read(SAMPLE)));
    }

    @Test
    void theCommittedSampleIsWhatItsCommandMakes(@TempDir Path directory) throws IOException {
        Path made = directory.resolve("made.csv");

        AzureCsv.write(TraceShape.AZURE_CONV.synthesise(600, new SplittableRandom(1)), made);

        assertThat(made).hasSameTextualContentAs(SAMPLE);
        assertThat(Files.size(SAMPLE)).isLessThan(200_000);
    }

    @Test
    void theCommittedConversationsAreWhatTheirCommandMakesAndShareAsMuchAsMooncakes(@TempDir Path directory)
            throws IOException {
        Path sample = Path.of("..", "datasets", "traces", "mooncake-conversation-like-300s.jsonl");
        Path made = directory.resolve("made.jsonl");
        Trace trace = TraceShape.MOONCAKE_CONVERSATION.synthesise(300, new SplittableRandom(1));
        try (TraceWriter writer = MooncakeJsonl.writer(made)) {
            for (TraceRequest request : trace.requests()) {
                writer.write(request);
            }
        }
        TraceSummary summary = TraceSummary.of(TraceFiles.read(sample));

        assertThat(made).hasSameTextualContentAs(sample);
        assertThat(summary.prefixShare()).isCloseTo(0.37, within(0.03));
        assertThat(summary.requestsPerSecond()).isCloseTo(3.40, Percentage.withPercentage(5));
        assertQuantiles(summary.outputTokens(), 156, 350, 472, 698, 1118, 2000);
        assertThat(summary.promptTokens().p50()).isCloseTo(6909, Percentage.withPercentage(2));
        assertThat(summary.promptTokens().mean()).isCloseTo(12035, Percentage.withPercentage(5));
        assertThat(Files.size(sample)).isLessThan(300_000);
    }

    @Test
    void chatHasTheMeansOfVllmsBenchmark() {
        Trace trace = TraceShape.SHAREGPT.synthesise(5000, new SplittableRandom(1));

        assertThat(TraceSummary.of(trace).promptTokens().mean()).isCloseTo(215, Percentage.withPercentage(5));
        assertThat(TraceSummary.of(trace).outputTokens().mean()).isCloseTo(198, Percentage.withPercentage(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5})
    void everySeedIsLikeAzureConvAndUnlikeTheOthers(long seed) {
        Trace trace = TraceShape.AZURE_CONV.synthesise(3000, new SplittableRandom(seed));

        assertLikeAzureConv(TraceSummary.of(trace));
        assertThat(trace).isNotEqualTo(TraceShape.AZURE_CONV.synthesise(3000, new SplittableRandom(seed + 10)));
    }

    @Test
    void promptAndOutputLengthsAreIndependent() {
        List<TraceRequest> requests =
                TraceShape.AZURE_CONV.synthesise(3000, new SplittableRandom(1)).requests();
        double longPrompts = requests.stream()
                .filter(r -> r.promptTokens() > 1020)
                .mapToInt(TraceRequest::outputTokens)
                .average()
                .orElseThrow();
        double shortPrompts = requests.stream()
                .filter(r -> r.promptTokens() <= 1020)
                .mapToInt(TraceRequest::outputTokens)
                .average()
                .orElseThrow();

        assertThat(longPrompts).isCloseTo(shortPrompts, Percentage.withPercentage(5));
    }

    @Test
    void anUnknownShapeIsAnsweredWithTheNearest() {
        assertThat(TraceShape.named("azure-code")).isEqualTo(TraceShape.AZURE_CODE);
        assertThatThrownBy(() -> TraceShape.named("azure-kode"))
                .isInstanceOf(TraceException.class)
                .hasMessage("no trace shape 'azure-kode'; did you mean 'azure-code'?");
    }
}
