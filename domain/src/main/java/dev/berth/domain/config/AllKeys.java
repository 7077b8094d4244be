package dev.berth.domain.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Holds a text to having no key but its record's, and, if it must be complete, to having every one of them. Lists and maps
 * may be left out (they are empty), and so may what the record itself leaves out when it is written with its default
 * ({@code @JsonInclude(NON_DEFAULT)}).
 */
final class AllKeys {
    private final String source;
    private final boolean complete;

    /**
     * @param source where the text is from, for messages
     * @param complete whether no key may be missing
     */
    AllKeys(String source, boolean complete) {
        this.source = source;
        this.complete = complete;
    }

    /** @throws ConfigException for the first key that is unknown or missing */
    void check(JsonNode given, Class<?> record) {
        check("", given, record);
    }

    private void check(String path, JsonNode given, Class<?> record) {
        if (!given.isObject()) {
            return; // binding it says what is wrong
        }
        List<String> known = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        given.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new ConfigException(source + ": unknown key '" + path + key + "'" + NearestName.hint(key, known));
            }
        });
        for (RecordComponent component : record.getRecordComponents()) {
            String key = path + component.getName();
            JsonNode value = given.path(component.getName());
            if (!value.isMissingNode() && !value.isNull()) {
                checkInside(key, value, component);
            } else if (complete && required(component)) {
                throw new ConfigException(source + ": '" + key + "' is missing");
            }
        }
    }

    private void checkInside(String key, JsonNode value, RecordComponent component) {
        if (component.getType().isRecord()) {
            check(key + ".", value, component.getType());
            return;
        }
        Class<?> element = elementOf(component);
        for (int i = 0; element != null && element.isRecord() && i < value.size(); i++) {
            check(key + "[" + i + "].", value.path(i), element);
        }
    }

    private static boolean required(RecordComponent component) {
        Class<?> type = component.getType();
        if (List.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            return false;
        }
        JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
        return include == null || include.value() != JsonInclude.Include.NON_DEFAULT;
    }

    /** Of a list; null if it is none. */
    private static Class<?> elementOf(RecordComponent component) {
        if (!List.class.isAssignableFrom(component.getType())
                || !(component.getGenericType() instanceof ParameterizedType list)) {
            return null;
        }
        Type element = list.getActualTypeArguments()[0];
        return element instanceof Class<?> known ? known : null;
    }
}
