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
        void write(T element, FlatFields target);
    }

    /** How one element of a list is read. */
    private interface Reading<T> {
        T read(FlatFields source);
    }

    @Override
    public void serialize(AdapterDemand demand, DataOutputView target) throws IOException {
        FlatFields fields = new FlatFields();
        write(demand, fields);
        fields.write(target);
    }

    @Override
    public AdapterDemand deserialize(DataInputView source) throws IOException {
        return demand(FlatFields.read(source));
    }

    private static void write(AdapterDemand demand, FlatFields target) {
        target.put(demand.version().epoch());
        target.put(demand.version().counter());
        target.put(demand.madeAtMillis());
        target.put(demand.model());
        target.put(demand.windowEndMillis());
        target.put(demand.windowMillis());
        target.put(demand.arrivals());
        target.put(demand.arrivalsPerSecond());
        target.put(demand.forecastPerSecond());
        target.put(demand.finished());
        writeAll(demand.lengths(), DemandSerializer::write, target);
        target.put(demand.promptTokens());
        target.put(demand.cachedTokens());
        target.put(demand.outputTokens());
        target.put(demand.meanE2eSeconds());
        target.put(demand.meanTtftSeconds());
        target.put(demand.concurrency());
        target.put(demand.burstiness());
        write(demand.attainment(), target);
        target.put(demand.failed());
        target.put(demand.completeness());
        target.put(demand.forecastUpperPerSecond());
        writeAll(demand.changes(), DemandSerializer::write, target);
        writeAll(demand.latencies(), DemandSerializer::write, target);
        writeAll(demand.served(), DemandSerializer::write, target);
        writeAll(demand.horizons(), DemandSerializer::write, target);
    }

    private static AdapterDemand demand(FlatFields source) {
        return new AdapterDemand(
                new Version(source.whole(), source.whole()),
                source.whole(),
                source.text(),
                source.whole(),
                source.whole(),
                source.whole(),
                source.real(),
                source.real(),
                source.whole(),
                readAll(DemandSerializer::lengthCell, source),
                source.whole(),
                source.whole(),
                source.whole(),
                source.real(),
                source.real(),
                source.real(),
                source.real(),
                attainment(source),
                source.whole(),
                source.real(),
                source.real(),
                readAll(DemandSerializer::changePoint, source),
                readAll(DemandSerializer::latencyQuantiles, source),
                readAll(DemandSerializer::servedShare, source),
                readAll(DemandSerializer::horizon, source));
    }

    private static <T> void writeAll(List<T> elements, Writing<T> writing, FlatFields target) {
        target.put(elements.size());
        for (T element : elements) {
            writing.write(element, target);
        }
    }

    private static <T> List<T> readAll(Reading<T> reading, FlatFields source) {
        int size = (int) source.whole();
        if (size == 0) {
            return List.of();
        }
        List<T> elements = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            elements.add(reading.read(source));
        }
        return elements;
    }

    private static void write(LengthCell cell, FlatFields target) {
        target.put(cell.outputLog2());
        target.put(cell.promptLog2());
        target.put(cell.count());
    }

    private static LengthCell lengthCell(FlatFields source) {
        return new LengthCell((int) source.whole(), (int) source.whole(), source.whole());
    }

    private static void write(Attainment attainment, FlatFields target) {
        target.put(attainment.met());
        target.put(attainment.counted());
    }

    private static Attainment attainment(FlatFields source) {
        return new Attainment(source.whole(), source.whole());
    }

    private static void write(ChangePoint change, FlatFields target) {
        target.put(change.kind().name());
        target.put(change.sinceMillis());
        target.put(change.beforePerSecond());
        target.put(change.afterPerSecond());
    }

    private static ChangePoint changePoint(FlatFields source) {
        return new ChangePoint(ChangePoint.Kind.valueOf(source.text()), source.whole(), source.real(), source.real());
    }

    private static void write(LatencyQuantiles latency, FlatFields target) {
        target.put(latency.kind().name());
        target.put(latency.count());
        target.put(latency.p50Seconds());
        target.put(latency.p90Seconds());
        target.put(latency.p95Seconds());
        target.put(latency.p99Seconds());
    }

    private static LatencyQuantiles latencyQuantiles(FlatFields source) {
        return new LatencyQuantiles(
                LatencyQuantiles.Kind.valueOf(source.text()),
                source.whole(),
                source.real(),
                source.real(),
                source.real(),
                source.real());
    }

    private static void write(ServedShare share, FlatFields target) {
        target.put(share.sloClass());
        target.put(share.tenant());
        target.put(share.finished());
        write(share.attainment(), target);
        target.put(share.failed());
        target.put(share.goodputPerSecond());
    }

    private static ServedShare servedShare(FlatFields source) {
        return new ServedShare(
                source.text(), source.text(), source.whole(), attainment(source), source.whole(), source.real());
    }

    private static void write(DemandHorizon horizon, FlatFields target) {
        target.put(horizon.windowEndMillis());
        target.put(horizon.windowMillis());
        target.put(horizon.coveredMillis());
        target.put(horizon.arrivals());
        target.put(horizon.arrivalsPerSecond());
        target.put(horizon.peakPerSecond());
        target.put(horizon.finished());
        writeAll(horizon.lengths(), DemandSerializer::write, target);
        target.put(horizon.promptTokens());
        target.put(horizon.cachedTokens());
        target.put(horizon.outputTokens());
        target.put(horizon.meanE2eSeconds());
        target.put(horizon.concurrency());
        write(horizon.attainment(), target);
        target.put(horizon.failed());
        writeAll(horizon.latencies(), DemandSerializer::write, target);
        writeAll(horizon.served(), DemandSerializer::write, target);
    }

    private static DemandHorizon horizon(FlatFields source) {
        return new DemandHorizon(
                source.whole(),
                source.whole(),
                source.whole(),
                source.whole(),
                source.real(),
                source.real(),
                source.whole(),
                readAll(DemandSerializer::lengthCell, source),
                source.whole(),
                source.whole(),
                source.whole(),
                source.real(),
                source.real(),
                attainment(source),
                source.whole(),
                readAll(DemandSerializer::latencyQuantiles, source),
                readAll(DemandSerializer::servedShare, source));
    }

    @Override
    public AdapterDemand deserialize(AdapterDemand reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        FlatFields.read(source).copy(target);
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
