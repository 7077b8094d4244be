package dev.berth.streaming.demand;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.slo.Attainment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * A demand on its way from one task to the next, field by field. Flink's own serializer of records asks reflection for each
 * field and each element of a list, which took as long as making the demand. Never for what is kept: it knows one form only,
 * and state has to outlive an upgrade.
 */
final class DemandSerializer extends TypeSerializerSingleton<AdapterDemand> {
    static final TypeInformation<AdapterDemand> TYPE =
            new SerializedType<>(AdapterDemand.class, new DemandSerializer());
    private static final long serialVersionUID = 1;

    /** How one element of a list is written. */
    private interface Writing<T> {
        void write(T element, DataOutputView target) throws IOException;
    }

    /** How one element of a list is read. */
    private interface Reading<T> {
        T read(DataInputView source) throws IOException;
    }

    @Override
    public void serialize(AdapterDemand demand, DataOutputView target) throws IOException {
        target.writeLong(demand.version().epoch());
        target.writeLong(demand.version().counter());
        target.writeLong(demand.madeAtMillis());
        StringValue.writeString(demand.model(), target);
        target.writeLong(demand.windowEndMillis());
        target.writeLong(demand.windowMillis());
        target.writeLong(demand.arrivals());
        target.writeDouble(demand.arrivalsPerSecond());
        target.writeDouble(demand.forecastPerSecond());
        target.writeLong(demand.finished());
        writeAll(demand.lengths(), DemandSerializer::write, target);
        target.writeLong(demand.promptTokens());
        target.writeLong(demand.cachedTokens());
        target.writeLong(demand.outputTokens());
        target.writeDouble(demand.meanE2eSeconds());
        target.writeDouble(demand.meanTtftSeconds());
        target.writeDouble(demand.concurrency());
        target.writeDouble(demand.burstiness());
        write(demand.attainment(), target);
        target.writeLong(demand.failed());
        target.writeDouble(demand.completeness());
        target.writeDouble(demand.forecastUpperPerSecond());
        writeAll(demand.changes(), DemandSerializer::write, target);
        writeAll(demand.latencies(), DemandSerializer::write, target);
        writeAll(demand.served(), DemandSerializer::write, target);
        writeAll(demand.horizons(), DemandSerializer::write, target);
    }

    @Override
    public AdapterDemand deserialize(DataInputView source) throws IOException {
        return new AdapterDemand(
                new Version(source.readLong(), source.readLong()),
                source.readLong(),
                StringValue.readString(source),
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readDouble(),
                source.readDouble(),
                source.readLong(),
                readAll(DemandSerializer::lengthCell, source),
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readDouble(),
                source.readDouble(),
                source.readDouble(),
                source.readDouble(),
                attainment(source),
                source.readLong(),
                source.readDouble(),
                source.readDouble(),
                readAll(DemandSerializer::changePoint, source),
                readAll(DemandSerializer::latencyQuantiles, source),
                readAll(DemandSerializer::servedShare, source),
                readAll(DemandSerializer::horizon, source));
    }

    private static <T> void writeAll(List<T> elements, Writing<T> writing, DataOutputView target) throws IOException {
        target.writeInt(elements.size());
        for (T element : elements) {
            writing.write(element, target);
        }
    }

    private static <T> List<T> readAll(Reading<T> reading, DataInputView source) throws IOException {
        int size = source.readInt();
        if (size == 0) {
            return List.of();
        }
        List<T> elements = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            elements.add(reading.read(source));
        }
        return elements;
    }

    private static void write(LengthCell cell, DataOutputView target) throws IOException {
        target.writeInt(cell.outputLog2());
        target.writeInt(cell.promptLog2());
        target.writeLong(cell.count());
    }

    private static LengthCell lengthCell(DataInputView source) throws IOException {
        return new LengthCell(source.readInt(), source.readInt(), source.readLong());
    }

    private static void write(Attainment attainment, DataOutputView target) throws IOException {
        target.writeLong(attainment.met());
        target.writeLong(attainment.counted());
    }

    private static Attainment attainment(DataInputView source) throws IOException {
        return new Attainment(source.readLong(), source.readLong());
    }

    private static void write(ChangePoint change, DataOutputView target) throws IOException {
        StringValue.writeString(change.kind().name(), target);
        target.writeLong(change.sinceMillis());
        target.writeDouble(change.beforePerSecond());
        target.writeDouble(change.afterPerSecond());
    }

    private static ChangePoint changePoint(DataInputView source) throws IOException {
        return new ChangePoint(
                ChangePoint.Kind.valueOf(StringValue.readString(source)),
                source.readLong(),
                source.readDouble(),
                source.readDouble());
    }

    private static void write(LatencyQuantiles latency, DataOutputView target) throws IOException {
        StringValue.writeString(latency.kind().name(), target);
        target.writeLong(latency.count());
        target.writeDouble(latency.p50Seconds());
        target.writeDouble(latency.p90Seconds());
        target.writeDouble(latency.p95Seconds());
        target.writeDouble(latency.p99Seconds());
    }

    private static LatencyQuantiles latencyQuantiles(DataInputView source) throws IOException {
        return new LatencyQuantiles(
                LatencyQuantiles.Kind.valueOf(StringValue.readString(source)),
                source.readLong(),
                source.readDouble(),
                source.readDouble(),
                source.readDouble(),
                source.readDouble());
    }

    private static void write(ServedShare share, DataOutputView target) throws IOException {
        StringValue.writeString(share.sloClass(), target);
        StringValue.writeString(share.tenant(), target);
        target.writeLong(share.finished());
        write(share.attainment(), target);
        target.writeLong(share.failed());
        target.writeDouble(share.goodputPerSecond());
    }

    private static ServedShare servedShare(DataInputView source) throws IOException {
        return new ServedShare(
                StringValue.readString(source),
                StringValue.readString(source),
                source.readLong(),
                attainment(source),
                source.readLong(),
                source.readDouble());
    }

    private static void write(DemandHorizon horizon, DataOutputView target) throws IOException {
        target.writeLong(horizon.windowEndMillis());
        target.writeLong(horizon.windowMillis());
        target.writeLong(horizon.coveredMillis());
        target.writeLong(horizon.arrivals());
        target.writeDouble(horizon.arrivalsPerSecond());
        target.writeDouble(horizon.peakPerSecond());
        target.writeLong(horizon.finished());
        writeAll(horizon.lengths(), DemandSerializer::write, target);
        target.writeLong(horizon.promptTokens());
        target.writeLong(horizon.cachedTokens());
        target.writeLong(horizon.outputTokens());
        target.writeDouble(horizon.meanE2eSeconds());
        target.writeDouble(horizon.concurrency());
        write(horizon.attainment(), target);
        target.writeLong(horizon.failed());
        writeAll(horizon.latencies(), DemandSerializer::write, target);
        writeAll(horizon.served(), DemandSerializer::write, target);
    }

    private static DemandHorizon horizon(DataInputView source) throws IOException {
        return new DemandHorizon(
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readDouble(),
                source.readDouble(),
                source.readLong(),
                readAll(DemandSerializer::lengthCell, source),
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readDouble(),
                source.readDouble(),
                attainment(source),
                source.readLong(),
                readAll(DemandSerializer::latencyQuantiles, source),
                readAll(DemandSerializer::servedShare, source));
    }

    @Override
    public AdapterDemand deserialize(AdapterDemand reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    /** Demands are immutable. */
    @Override
    public boolean isImmutableType() {
        return true;
    }

    /** None: a demand has no empty form, and nobody fills one in. */
    @Override
    public AdapterDemand createInstance() {
        return null;
    }

    @Override
    public AdapterDemand copy(AdapterDemand from) {
        return from;
    }

    @Override
    public AdapterDemand copy(AdapterDemand from, AdapterDemand reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    /** Written into snapshots in the serializer's place, if it ever got there. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AdapterDemand> {
        public Snapshot() {
            super(DemandSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<AdapterDemand> snapshotConfiguration() {
        return new Snapshot();
    }
}
