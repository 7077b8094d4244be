package dev.berth.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.SmallEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveBenchIT {
    @Test
    void aLivePodIsHardlyEverFasterThanItsTwin() throws Exception {
        var options = new LiveBench.Options(SmallEngine.SPEC, 1, 12, 2.5, 2, 3);

        LiveReport report = new LiveBench(options).run(progress -> {});

        assertThat(report.requests()).isEqualTo(12);
        for (LiveReport.Compared median : List.of(report.ttft(), report.tpot(), report.e2e())) {
            assertThat(median.virtual()).isPositive();
            assertThat(median.ratio())
                    .as("a busy machine delays, it does not hasten")
                    .isGreaterThan(0.97);
        }
    }
}
