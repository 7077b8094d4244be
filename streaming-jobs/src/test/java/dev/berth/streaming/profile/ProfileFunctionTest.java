package dev.berth.streaming.profile;

import static dev.berth.streaming.profile.EngineStory.DEPLOYMENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fits each 10 s, tells again after 30 s, forgets after an hour. */
class ProfileFunctionTest {
    private static final ProfileConfig CONFIG = new ProfileConfig(60, 10, 30, 30, 0.25, 600, 3_600, 8);
    private static final StepTime ENGINE = new StepTime(40, 0.3, 0.3, 0, 0.1, 0.001);

    private final Random random = new Random(1);
    private KeyedOneInputStreamOperatorTestHarness<String, DeploymentEvent, ProfileMessage> job;
    private int read;
    private int second;

    @BeforeEach
    void start() throws Exception {
        job = harness(true);
        job.open();
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, DeploymentEvent, ProfileMessage> harness(
            boolean declared) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new ProfileFunction(
                        () -> {
                            InMemoryBlackboard blackboard = new InMemoryBlackboard();
                            if (declared) {
                                blackboard.write(Keys.PROFILE_OFFLINE, DEPLOYMENT, ProfileLearningTest.offline());
                            }
                            return blackboard;
                        },
                        CONFIG)),
                DeploymentEvent::deployment,
                Types.STRING);
    }

    private void tell(int readings) throws Exception {
        for (int i = 0; i < readings; i++) {
            EngineReading reading = EngineStory.told(EngineStory.reading(ENGINE, random, second++, 0.03), "1", 8);
            job.processElement(new StreamRecord<>(DeploymentEvent.of(reading)));
        }
    }

    private List<LatencyProfile> told() {
        List<LatencyProfile> all =
                job.extractOutputValues().stream().map(ProfileMessage::profile).toList();
        List<LatencyProfile> news = List.copyOf(all.subList(read, all.size()));
        read = all.size();
        return news;
    }

    @Test
    void tellsOfAnEngineOnceItKnowsEnoughAndTheSameAgainForAStoreThatLostIt() throws Exception {
        job.setProcessingTime(1_000_000);
        tell(20);
        job.setProcessingTime(1_010_000);
        assertThat(told()).as("too few readings").isEmpty();
        tell(400);
        job.setProcessingTime(1_020_000);
        List<LatencyProfile> first = told();
        assertThat(first).hasSize(1);
        assertThat(first.get(0).deployment()).isEqualTo(DEPLOYMENT);
        job.setProcessingTime(1_040_000);
        assertThat(told()).as("nothing new, and not long ago").isEmpty();
        job.setProcessingTime(1_050_000);
        assertThat(told()).containsExactly(first.get(0));
    }

    @Test
    void aRestoredJobGoesOnWithWhatItKnewAboveWhatItHadPublished() throws Exception {
        job.setProcessingTime(1_000_000);
        tell(400);
        job.setProcessingTime(1_010_000);
        LatencyProfile before = told().get(0);
        OperatorSubtaskState state = job.snapshot(1, 1);
        job.close();

        job = harness(true);
        job.initializeState(state);
        job.open();
        read = 0;
        job.setProcessingTime(2_000_000);
        List<LatencyProfile> after = told();
        assertThat(after)
                .as("the timer that was due fires, and the profile is told again")
                .contains(before);
        tell(1);
        EngineReading slower = EngineStory.told(new StepReading(EngineStory.at(second), 1, 1, 0, 0, 0, 1), "2", 16);
        job.processElement(new StreamRecord<>(DeploymentEvent.of(slower)));
        for (int i = 0; i < 200; i++) {
            job.processElement(new StreamRecord<>(DeploymentEvent.of(
                    EngineStory.told(EngineStory.reading(ENGINE, random, second++, 0.03), "2", 16))));
        }
        job.setProcessingTime(2_010_000);
        LatencyProfile relearned = told().get(0);
        assertThat(relearned.version().isNewerThan(before.version())).isTrue();
        assertThat(relearned.engine().limits().maxLoras()).isEqualTo(16);
    }

    @Test
    void aDeploymentThatNothingIsHeardOfLeavesNeitherStateNorTimer() throws Exception {
        job.setProcessingTime(1_000_000);
        tell(100);
        job.processElement(new StreamRecord<>(DeploymentEvent.of(EngineStory.load("sql", 16, 0.4, 1))));
        job.processElement(new StreamRecord<>(DeploymentEvent.of(DEPLOYMENT, new PromptSize("pod-1", 400, 100))));
        assertThat(job.numKeyedStateEntries()).isPositive();
        for (long at = 1_010_000; at <= 1_000_000 + 3_620_000; at += 10_000) {
            job.setProcessingTime(at);
        }
        assertThat(job.numKeyedStateEntries()).isZero();
        assertThat(job.numProcessingTimeTimers()).isZero();
        assertThat(job.numEventTimeTimers()).isZero();
    }

    @Test
    void whatIsNotDeclaredAnywhereIsNotTold() throws Exception {
        job.close();
        job = harness(false);
        job.open();
        job.setProcessingTime(1_000_000);
        tell(400);
        job.setProcessingTime(1_010_000);
        assertThat(told()).isEmpty();
    }
}
