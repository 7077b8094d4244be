package dev.berth.streaming.profile;

import static dev.berth.streaming.profile.EngineStory.POD;
import static dev.berth.streaming.profile.EngineStory.request;
import static dev.berth.streaming.profile.EngineStory.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.streaming.demand.ReadRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A pod is forgotten 600 s after it was last heard of. */
class PodFunctionTest {
    private static final ProfileConfig CONFIG = ProfileConfig.DEFAULTS;

    private static KeyedOneInputStreamOperatorTestHarness<String, PodEvent, DeploymentEvent> pods() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PodFunction(InMemoryBlackboard::new, CONFIG)),
                PodEvent::pod,
                Types.STRING);
    }

    @Test
    void requestsBecomeReadingsOfTheirDeploymentAndSurviveARestore() throws Exception {
        OperatorSubtaskState state;
        try (var job = pods()) {
            job.open();
            job.setProcessingTime(1_000);
            job.processElement(new StreamRecord<>(PodEvent.of(new PromptSize(POD, 10, 1))));
            job.processElement(new StreamRecord<>(PodEvent.of(sample(0, 0))));
            job.processElement(new StreamRecord<>(PodEvent.of(request("sql", 1, 2, 6, 100, 101))));
            assertThat(job.extractOutputValues())
                    .as("held, and no deployment was known for the size")
                    .isEmpty();
            state = job.snapshot(1, 1);
        }
        try (var job = pods()) {
            job.initializeState(state);
            job.open();
            job.processElement(new StreamRecord<>(PodEvent.of(sample(67, 101))));
            job.processElement(new StreamRecord<>(PodEvent.of(new PromptSize(POD, 400, 100))));
            assertThat(job.extractOutputValues()).hasSize(2).allMatch(event -> event.deployment()
                    .equals(EngineStory.DEPLOYMENT));
            assertThat(job.extractOutputValues().get(0).reading().step().stepMillis())
                    .isEqualTo(40);
            assertThat(job.extractOutputValues().get(1).size().bodyBytes()).isEqualTo(400);
        }
    }

    @Test
    void aPodThatIsHeardOfStaysAndOneThatIsNotLeavesNothing() throws Exception {
        try (var job = pods()) {
            job.open();
            job.setProcessingTime(0);
            job.processElement(new StreamRecord<>(PodEvent.of(sample(0, 0))));
            job.setProcessingTime(500_000);
            job.processElement(new StreamRecord<>(PodEvent.of(sample(500, 0))));
            job.setProcessingTime(600_000);
            assertThat(job.numKeyedStateEntries()).isEqualTo(1);
            assertThat(job.numProcessingTimeTimers()).isEqualTo(1);
            job.setProcessingTime(1_100_000);
            assertThat(job.numKeyedStateEntries()).isZero();
            assertThat(job.numProcessingTimeTimers()).isZero();
        }
    }

    private static ReadRecord arrived(String id) {
        return new ReadRecord(
                new RequestArrived(1, "router-1", EngineStory.at(0), id, "sql", "", 420, 105, true),
                null,
                null,
                null,
                null);
    }

    @Test
    void arrivalAndEndGiveTheBytesOfAPromptAndNothingStays() throws Exception {
        try (var job = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PromptSizeFunction(CONFIG)), RequestEvents::id, Types.STRING)) {
            job.open();
            job.setProcessingTime(0);
            job.processElement(new StreamRecord<>(arrived("r-1.0")));
            job.processElement(
                    new StreamRecord<>(new ReadRecord(null, request("sql", 1, 2, 6, 100, 101), null, null, null)));
            assertThat(job.extractOutputValues()).containsExactly(new PromptSize(POD, 420, 100));
            assertThat(job.numKeyedStateEntries()).isZero();
            assertThat(job.numProcessingTimeTimers()).isZero();
            job.processElement(
                    new StreamRecord<>(new ReadRecord(null, request("sql", 1, 2, 6, 100, 101), null, null, null)));
            job.processElement(new StreamRecord<>(arrived("lost")));
            job.setProcessingTime(600_001);
            assertThat(job.extractOutputValues())
                    .as("an end alone tells nothing")
                    .hasSize(1);
            assertThat(job.numKeyedStateEntries()).isZero();
        }
    }
}
