package dev.berth.streaming.batch;

import static dev.berth.streaming.demand.RequestStory.answeredFor;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class UsageFunctionTest {
    @Test
    void addsUpWhatATenantAskedAndForgetsItAtTheEndOfTheLog() throws Exception {
        try (var job = new KeyedTwoInputStreamOperatorTestHarness<
                UsageFunction.Asker, RequestArrived, RequestFinished, ReportPart>(
                new KeyedCoProcessOperator<>(new UsageFunction()),
                arrived -> new UsageFunction.Asker(arrived.model(), arrived.tenant()),
                finished -> new UsageFunction.Asker(finished.model(), finished.tenant()),
                TypeInformation.of(UsageFunction.Asker.class))) {
            job.open();
            job.processElement1(new StreamRecord<>(asked("sql", 1)));
            job.processElement1(new StreamRecord<>(asked("sql", 2)));
            job.processElement2(new StreamRecord<>(answeredFor("acme", "interactive", 3, SloJudge.Verdict.MISSED)));
            job.processElement2(new StreamRecord<>(answeredFor("", "interactive", 3, SloJudge.Verdict.MET)));
            job.processElement2(new StreamRecord<>(ended("sql", 4, Outcome.REJECTED, SloJudge.Verdict.MISSED)));
            assertThat(job.extractOutputValues()).isEmpty();

            job.processBothWatermarks(Watermark.MAX_WATERMARK);
            assertThat(job.extractOutputValues())
                    .extracting(ReportPart::usage)
                    .anySatisfy(usage -> {
                        assertThat(usage.tenant()).isEqualTo("acme");
                        assertThat(usage.offered()).isZero();
                        assertThat(usage.attainment()).isEqualTo(new Attainment(0, 1));
                    })
                    .anySatisfy(usage -> {
                        assertThat(usage.tenant()).isEmpty();
                        assertThat(usage.offered()).isEqualTo(2);
                        assertThat(usage.finished()).isEqualTo(2);
                        assertThat(usage.completed()).isEqualTo(1);
                        assertThat(usage.failed()).isEqualTo(1);
                        assertThat(usage.attainment()).isEqualTo(new Attainment(1, 2));
                        assertThat(usage.promptTokens()).isEqualTo(100);
                        assertThat(usage.cachedTokens()).isEqualTo(16);
                        assertThat(usage.servedSeconds()).isEqualTo(Map.of("pod-1", 2.0));
                        assertThat(usage.latencies())
                                .extracting(LatencyQuantiles::kind)
                                .containsExactly(LatencyQuantiles.Kind.values());
                    })
                    .hasSize(2);
            assertThat(job.numKeyedStateEntries()).isZero();
            assertThat(job.numEventTimeTimers()).isZero();
        }
    }
}
