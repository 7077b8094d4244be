package dev.berth.streaming.demand;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A sketch as its length and its bytes, in the library's own portable encoding. */
public final class LatencySketchSerializer extends TypeSerializerSingleton<LatencySketch> {
    static final LatencySketchSerializer INSTANCE = new LatencySketchSerializer();
    private static final long serialVersionUID = 1;

    /** Written into snapshots in the serializer's place. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<LatencySketch> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public LatencySketch createInstance() {
        return new LatencySketch();
    }

    @Override
    public LatencySketch copy(LatencySketch from) {
        return from.copy();
    }

    @Override
    public LatencySketch copy(LatencySketch from, LatencySketch reuse) {
        return from.copy();
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(LatencySketch sketch, DataOutputView target) throws IOException {
        byte[] bytes = sketch.toBytes();
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public LatencySketch deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return LatencySketch.fromBytes(bytes);
    }

    @Override
    public LatencySketch deserialize(LatencySketch reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public TypeSerializerSnapshot<LatencySketch> snapshotConfiguration() {
        return new Snapshot();
    }
}
