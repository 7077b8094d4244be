package dev.berth.domain.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for keys that a record, or one inside it, does not have. */
final class KnownKeys {
    private KnownKeys() {}

    /**
     * A key that is not known.
     *
     * @param path of the object that holds it, with a dot at its end unless it is empty
     * @param known keys in its place
     */
    record Unknown(String path, String key, List<String> known) {}

    static Optional<Unknown> firstUnknown(JsonNode tree, Class<?> record) {
        return in(tree, record, "");
    }

    private static Optional<Unknown> in(JsonNode node, Type type, String path) {
        if (type instanceof Class<?> record && record.isRecord() && node.isObject()) {
            return inRecord(node, record, path.isEmpty() ? "" : path + ".");
        }
        if (!(type instanceof ParameterizedType generic)) {
            return Optional.empty();
        }
        Type[] arguments = generic.getActualTypeArguments();
        Type element = arguments[arguments.length - 1];
        List<Place> places = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.add(new Place(node.get(i), path + "[" + i + "]"));
            }
        } else if (node.isObject()) {
            node.properties().forEach(field -> places.add(new Place(field.getValue(), path + "." + field.getKey())));
        }
        return places.stream()
                .flatMap(place -> in(place.node(), element, place.path()).stream())
                .findFirst();
    }

    /** An element of a list or a map. */
    private record Place(JsonNode node, String path) {}

    private static Optional<Unknown> inRecord(JsonNode node, Class<?> record, String prefix) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            Optional<RecordComponent> component = Arrays.stream(record.getRecordComponents())
                    .filter(c -> c.getName().equals(field.getKey()))
                    .findFirst();
            if (component.isEmpty()) {
                return Optional.of(new Unknown(prefix, field.getKey(), names(record)));
            }
            Optional<Unknown> inside =
                    in(field.getValue(), component.get().getGenericType(), prefix + field.getKey());
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    private static List<String> names(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
