package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RouterHeartbeat;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What flows or is kept in a job is serialised by its fields: never by Kryo, whose bytes outlive no upgrade. */
class SerialisationTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                RequestArrived.class,
                RequestFinished.class,
                RouterHeartbeat.class,
                DeadLetter.class,
                AdapterDemand.class,
                EngineSample.class,
                ReadRecord.class,
                RouterAccount.class,
                Span.class,
                Slice.class,
                ServedCounts.class,
                HorizonsTold.class,
                SurgeWatch.class,
                Unsettled.class
            })
    void isSerialisedByItsFields(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }

    @Test
    void recordsComeBackEqual() throws IOException {
        AdapterDemand demand = SilentDemand.of(new Windows(20_000, 5_000), "sql", at(20), 7);
        assertThat(thereAndBack(demand, AdapterDemand.class)).isEqualTo(demand);
        assertThat(thereAndBack(answered("sql", 1), RequestFinished.class)).isEqualTo(answered("sql", 1));
        assertThat(thereAndBack(heartbeat(1, 5), RouterHeartbeat.class)).isEqualTo(heartbeat(1, 5));
    }

    @Test
    void aReadRecordComesBackWithOnlyWhatItHolds() throws IOException {
        ReadRecord arrived = ReadRecord.of(asked("sql", 1));
        ReadRecord dead = ReadRecord.dead(Defect.FUTURE, new DeadLetter("t", 1, 2, "why", "{}", 3));
        assertThat(thereAndBack(arrived, ReadRecord.class)).isEqualTo(arrived);
        assertThat(thereAndBack(dead, ReadRecord.class)).isEqualTo(dead);
    }

    @Test
    void aSliceComesBackWithItsCounts() throws IOException {
        Slice slice = new Slice(5);
        slice.arrived(3);
        slice.finished(answered("sql", 1));
        Slice back = thereAndBack(slice, Slice.class);
        assertThat(back).usingRecursiveComparison().usingOverriddenEquals().isEqualTo(slice);
        slice.pack();
        assertThat(thereAndBack(slice, Slice.class))
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .isEqualTo(slice);
        assertThat(List.of(back.arrivals[3], back.cells.size())).containsExactly(1, 1);
    }

    private static <T> T thereAndBack(T value, Class<T> type) throws IOException {
        TypeSerializer<T> serializer = TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
