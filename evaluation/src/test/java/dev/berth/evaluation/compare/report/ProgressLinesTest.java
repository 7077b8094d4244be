package dev.berth.evaluation.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.compare.MadeResults;
import dev.berth.evaluation.compare.RunSpec;
import dev.berth.evaluation.compare.Workload;
import dev.berth.evaluation.scenario.LoraOverhead;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong(7 * SECOND);
    private final RunSpec spec = new RunSpec(new Workload("S1", LoraOverhead.LOW, 1, 0, 0), Compared.SIMPLEST, 1);

    private ProgressLines lines(boolean redraws) {
        return new ProgressLines(new PrintStream(out, true, StandardCharsets.UTF_8), redraws, now::get);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void run(ProgressLines lines, boolean known) {
        lines.ran(spec, MadeResults.of(spec, 0.97, "lora-1"), known, known ? 1 : 30 * SECOND);
        lines.finished();
    }

    @Test
    void aTerminalShowsHowMuchIsDoneAndTheTimeLeft() {
        ProgressLines lines = lines(true);
        lines.planned(12);
        run(lines, true);
        run(lines, true);
        now.addAndGet(30 * SECOND);

        run(lines, false);

        String last = said().substring(said().lastIndexOf('\r'));
        assertThat(last)
                .startsWith("\r\u001b[K[######------------------] 3/12 (2 known), 4:30 left  S1, LoRA overhead low,"
                        + " register-everywhere + least-request, seed 1: attainment 97.00 %");
    }

    @Test
    void elsewhereEachRunIsALine() {
        ProgressLines lines = lines(false);
        lines.planned(2);
        run(lines, false);
        run(lines, true);

        assertThat(said())
                .isEqualTo(
                        """
                        0 of 2 done; S1, LoRA overhead low, register-everywhere + least-request, seed 1: attainment 97.00 %, 30.0 s
                        1 of 2 done; S1, LoRA overhead low, register-everywhere + least-request, seed 1: attainment 97.00 % (known)
                        """);
        assertThat(lines.summary()).isEqualTo("2 of 2 done, 2 runs of which 1 were known");
    }
}
