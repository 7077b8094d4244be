package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.slo.Attainment;
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
    void aDemandComesToTheNextTaskAsItWas() throws IOException {
        LatencyQuantiles quantiles = new LatencyQuantiles(LatencyQuantiles.Kind.TPOT, 7, 0.1, 0.2, 0.3, 0.4);
        ServedShare share = new ServedShare("interactive", "acmé", 5, new Attainment(3, 4), 1, 0.05);
        DemandHorizon horizon = new DemandHorizon(
                at(60),
                900_000,
                800_000,
                11,
                1.5,
                2.5,
                12,
                List.of(new LengthCell(1, 2, 3)),
                13,
                14,
                15,
                3.5,
                4.5,
                new Attainment(16, 17),
                18,
                List.of(quantiles),
                List.of(share));
        AdapterDemand demand = new AdapterDemand(
                new Version(at(60), 42),
                1,
                "sql",
                at(60),
                60_000,
                21,
                22.5,
                23.5,
                24,
                List.of(new LengthCell(4, 5, 6), new LengthCell(7, 8, 9)),
                25,
                26,
                27,
                28.5,
                29.5,
                30.5,
                31.5,
                new Attainment(32, 33),
                34,
                0.95,
                36.5,
                List.of(new ChangePoint(ChangePoint.Kind.SILENCE, at(50), 10, 0.5)),
                List.of(quantiles, quantiles),
                List.of(share),
                List.of(horizon, horizon));
        TypeSerializer<AdapterDemand> serializer = DemandSerializer.TYPE.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(demand, out);
        DataOutputSerializer copied = new DataOutputSerializer(256);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
        assertThat(serializer.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer())))
                .isEqualTo(demand);
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
        assertThat(back)
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .ignoringFields("recent")
                .isEqualTo(slice);
        slice.pack();
        assertThat(thereAndBack(slice, Slice.class))
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .ignoringFields("recent")
                .isEqualTo(slice);
        long[] cells = {0};
        back.forEachCell((cell, count) -> cells[0] += count);
        assertThat(List.of((long) back.arrivals[3], cells[0])).containsExactly(1L, 1L);
    }

    private static <T> T thereAndBack(T value, Class<T> type) throws IOException {
        TypeSerializer<T> serializer = TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
