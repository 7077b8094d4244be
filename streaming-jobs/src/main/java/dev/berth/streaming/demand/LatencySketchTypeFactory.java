package dev.berth.streaming.demand;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink how a {@link LatencySketch} is kept in state. */
public final class LatencySketchTypeFactory extends TypeInfoFactory<LatencySketch> {
    @Override
    public TypeInformation<LatencySketch> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new LatencySketchType();
    }

    private static final class LatencySketchType extends TypeInformation<LatencySketch> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean isBasicType() {
            return false;
        }

        @Override
        public boolean isTupleType() {
            return false;
        }

        @Override
        public int getArity() {
            return 1;
        }

        @Override
        public int getTotalFields() {
            return 1;
        }

        @Override
        public Class<LatencySketch> getTypeClass() {
            return LatencySketch.class;
        }

        @Override
        public boolean isKeyType() {
            return false;
        }

        @Override
        public TypeSerializer<LatencySketch> createSerializer(SerializerConfig config) {
            return LatencySketchSerializer.INSTANCE;
        }

        @Override
        public boolean canEqual(Object other) {
            return other instanceof LatencySketchType;
        }

        @Override
        public boolean equals(Object other) {
            return canEqual(other);
        }

        @Override
        public int hashCode() {
            return LatencySketchType.class.hashCode();
        }

        @Override
        public String toString() {
            return "LatencySketch";
        }
    }
}
