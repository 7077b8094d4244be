package dev.berth.streaming.batch;

import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.EngineSample;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PodTimeFunctionTest {
    private static EngineSample sample(double seconds, boolean up, int running) {
        return new EngineSample(
                EngineSample.FORM,
                "pod-1",
                "1.000",
                "default/sim",
                at(seconds),
                up,
                0.01,
                running,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                8,
                List.of());
    }

    @Test
    void timeBetweenAnswersCountsAndGapsDoNot() throws Exception {
        try (var job = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PodTimeFunction()), EngineSample::pod, Types.STRING)) {
            job.open();
            job.processElement(sample(0, true, 0), at(0));
            job.processElement(sample(5, true, 2), at(5));
            job.processElement(sample(10, true, 2), at(10));
            job.processElement(sample(15, false, 0), at(15));
            job.processElement(sample(20, true, 0), at(20));
            job.processElement(sample(600, true, 1), at(600));
            job.processElement(sample(601, true, 0), at(601));
            job.processWatermark(Watermark.MAX_WATERMARK);

            assertThat(job.extractOutputValues())
                    .containsExactly(ReportPart.of(new PodTime("pod-1", "default/sim", 11, 6)));
            assertThat(job.numKeyedStateEntries()).isZero();
            assertThat(job.numEventTimeTimers()).isZero();
        }
    }
}
