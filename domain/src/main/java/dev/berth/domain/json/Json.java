package dev.berth.domain.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads and writes documents and topic records.
 *
 * <p>Written: every field in the order of the record's components, maps sorted by key, so that equal values are equal
 * bytes; NaN and infinity are refused, since JSON has neither.
 *
 * <p>Read: unknown fields are ignored (a newer writer may add some). What is missing, or null, is empty if it is a list, a
 * map or a text, zero or false if it is a primitive, and refused otherwise: a half document is worse than none.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(double.class, new FiniteNumber())
                    .addSerializer(Double.class, new FiniteNumber()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .withConfigOverride(List.class, whenMissing(Nulls.AS_EMPTY))
            .withConfigOverride(Map.class, whenMissing(Nulls.AS_EMPTY))
            .withConfigOverride(String.class, whenMissing(Nulls.AS_EMPTY))
            .withConfigOverride(int.class, whenMissing(Nulls.SET))
            .withConfigOverride(long.class, whenMissing(Nulls.SET))
            .withConfigOverride(double.class, whenMissing(Nulls.SET))
            .withConfigOverride(boolean.class, whenMissing(Nulls.SET))
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withConfigOverride(
                    List.class,
                    override -> override.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.SET)))
            .build();

    private Json() {}

    private static Consumer<MutableConfigOverride> whenMissing(Nulls handling) {
        return override -> override.setSetterInfo(JsonSetter.Value.forValueNulls(handling, Nulls.FAIL));
    }

    /** Jackson would write NaN as a text, which is a number to no other reader. */
    private static final class FiniteNumber extends StdScalarSerializer<Double> {
        private static final long serialVersionUID = 1;

        FiniteNumber() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (!Double.isFinite(value)) {
                throw JsonMappingException.from(json, value + " is no number in JSON");
            }
            json.writeNumber(value);
        }
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    /** The same value, indented for people. */
    public static String writePretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    private static IllegalArgumentException unwritable(Object value, JsonProcessingException e) {
        return new IllegalArgumentException(
                "cannot write " + value.getClass().getSimpleName() + UnreadableJsonException.pathOf(e) + " as JSON: "
                        + e.getOriginalMessage(),
                e);
    }

    /**
     * @throws UnreadableJsonException if the text is not JSON or not of this shape; the message says where
     */
    public static <T> T read(String text, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw UnreadableJsonException.from(e, type);
        }
        if (value == null) {
            throw new UnreadableJsonException("expected " + type.getSimpleName() + ", found null", null);
        }
        return value;
    }

    /**
     * Reads what others wrote, as they write it: NaN and infinity (Python's are no JSON) are numbers, and what is missing, or
     * null, is null unless it is a list.
     *
     * @throws UnreadableJsonException as {@link #read}
     */
    public static <T> T readLenient(String text, Class<T> type) {
        try {
            T value = LENIENT.readValue(text, type);
            if (value != null) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw UnreadableJsonException.from(e, type);
        }
        throw new UnreadableJsonException("expected " + type.getSimpleName() + ", found null", null);
    }

    public static JsonNode tree(String text) {
        return read(text, JsonNode.class);
    }
}
