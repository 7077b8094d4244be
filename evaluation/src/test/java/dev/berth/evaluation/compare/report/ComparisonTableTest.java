package dev.berth.evaluation.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.CurveRunner;
import dev.berth.evaluation.compare.MatrixPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden texts are renewed on purpose by {@code -Dtest=ComparisonTableTest -Dtable.renew=true}. */
class ComparisonTableTest {
    @TempDir
    private Path cache;

    private static String golden(String name) throws IOException {
        try (InputStream in = ComparisonTableTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertIsGolden(String text, String name) throws IOException {
        if (Boolean.getBoolean("table.renew")) {
            Files.writeString(Path.of("src/test/resources/dev/berth/evaluation/compare/report", name), text);
            return;
        }
        assertThat(text).isEqualTo(golden(name));
    }

    @Test
    void boundsFirstThenTheSimplestAnswerThenTheLimits() throws IOException, InterruptedException {
        Comparison comparison =
                new Compared(cache, Compared.crossing()).of(Compared.plan("S1", new MatrixPlan.Goal.Figures()));

        assertIsGolden(ComparisonTable.text(comparison), "table.txt");
    }

    @Test
    void aSearchShowsWhatItFoundFirst() throws IOException, InterruptedException {
        CurveRunner runner = new CurveRunner(
                spec -> spec.workload().rate() <= (spec.arm().equals(Compared.OURS) ? 1.5 : 1.2) ? 0.995 : 0.95);
        Comparison comparison =
                new Compared(cache, runner).of(Compared.plan("S1", new MatrixPlan.Goal.SustainableRate(0.99)));

        assertIsGolden(ComparisonTable.text(comparison), "rates.txt");
    }
}
