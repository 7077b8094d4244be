package dev.berth.evaluation.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.compare.MatrixPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsCsvTest {
    @TempDir
    private Path cache;

    @Test
    void oneLineForEachRunWithItsMeasures() throws InterruptedException {
        String csv = ResultsCsv.text(
                new Compared(cache, Compared.crossing()).of(Compared.plan("S1", new MatrixPlan.Goal.Figures())));

        String[] lines = csv.split("\r\n");
        assertThat(lines).hasSize(1 + 2 * 2 * 3);
        assertThat(lines[0])
                .startsWith(
                        "scenario,loraOverhead,rate,pods,seconds,placement,picking,scaler,seed,sustainableRate,podsNeeded,")
                .endsWith(",note,failure");
        assertThat(lines[1]).startsWith("S1,low,1.0,0,0,register-everywhere,least-request,fixed,1,,,0.9475,0.999,");
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSameSizeAs(lines[0].split(",")));
    }

    @Test
    void whatWouldBreakALineIsQuoted() throws InterruptedException {
        String csv = ResultsCsv.text(new Compared(cache, Compared.crossing())
                .of(Compared.plan("drift, \"hot\"\nset", new MatrixPlan.Goal.Figures())));

        assertThat(csv).contains("\r\n\"drift, \"\"hot\"\"\nset\",low,1.0,");
    }
}
