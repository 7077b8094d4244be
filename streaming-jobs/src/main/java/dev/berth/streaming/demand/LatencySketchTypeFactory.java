package dev.berth.streaming.demand;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Tells Flink how a {@link LatencySketch} is kept in state. */
public final class LatencySketchTypeFactory extends TypeInfoFactory<LatencySketch> {
    @Override
    public TypeInformation<LatencySketch> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new SerializedType<>(LatencySketch.class, LatencySketchSerializer.INSTANCE);
    }
}
