package dev.berth.streaming.profile;

import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses wires and what is kept is serialised by its fields, so that state outlives a new field. */
class SerialisationTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                PodEvent.class,
                DeploymentEvent.class,
                PromptSize.class,
                ProfileMessage.class,
                PodMemory.class,
                LearnerMemory.class
            })
    void noTypeIsLeftToKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }
}
