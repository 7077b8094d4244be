package dev.berth.domain.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds YAML (hence JSON as well) to configuration records. The defaults are a value of the record itself: the text is laid
 * over them, and a key that the defaults do not have is refused with the nearest one that they have. Inside lists and maps
 * the keys are the element type's business and are checked by the mapper.
 */
public final class ConfigText {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private ConfigText() {}

    /**
     * @param source where the text is from, for messages
     * @throws ConfigException with one sentence if the text can't be used
     */
    public static <C extends Record> C read(String source, String text, C defaults) {
        JsonNode given = tree(source, text);
        ObjectNode merged = YAML.valueToTree(defaults);
        overlay(source, "", given, merged);
        @SuppressWarnings("unchecked")
        Class<C> type = (Class<C>) defaults.getClass();
        return bind(source, merged, type);
    }

    /** Binds a text that has no defaults, such as a catalog: every key must be one of the record's. */
    public static <C extends Record> C read(String source, String text, Class<C> type) {
        return bind(source, tree(source, text), type);
    }

    private static JsonNode tree(String source, String text) {
        try {
            JsonNode given = YAML.readTree(text);
            if (given == null || given.isMissingNode() || given.isNull()) {
                return YAML.createObjectNode();
            }
            if (!given.isObject()) {
                throw new ConfigException(
                        source + ": expected keys and values at the top, found " + given.getNodeType());
            }
            return given;
        } catch (JsonProcessingException e) {
            throw new ConfigException(source + place(e) + ": not readable as YAML or JSON: " + firstLine(e));
        }
    }

    private static void overlay(String source, String path, JsonNode given, ObjectNode onto) {
        given.fields().forEachRemaining(field -> {
            String key = path + field.getKey();
            JsonNode known = onto.get(field.getKey());
            if (known == null) {
                throw unknownKey(source, key, names(path, onto));
            }
            if (known.isObject() && !known.isEmpty() && field.getValue().isObject()) {
                overlay(source, key + ".", field.getValue(), (ObjectNode) known);
            } else {
                onto.set(field.getKey(), field.getValue());
            }
        });
    }

    private static <C> C bind(String source, JsonNode tree, Class<C> type) {
        try {
            return YAML.treeToValue(tree, type);
        } catch (com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException e) {
            List<String> known = new ArrayList<>();
            e.getKnownPropertyIds().forEach(id -> known.add(id.toString()));
            throw unknownKey(source, pathOf(e), known);
        } catch (com.fasterxml.jackson.databind.exc.ValueInstantiationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException(source + ": " + cause.getMessage());
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            throw new ConfigException(source + ": '" + pathOf(e) + "': " + firstLine(e));
        } catch (JsonProcessingException e) {
            throw new ConfigException(source + place(e) + ": " + firstLine(e));
        }
    }

    private static ConfigException unknownKey(String source, String key, List<String> known) {
        return new ConfigException(source + ": unknown key '" + key + "'" + NearestName.hint(key, known));
    }

    private static List<String> names(String path, ObjectNode onto) {
        List<String> names = new ArrayList<>();
        onto.fieldNames().forEachRemaining(name -> names.add(path + name));
        return names;
    }

    private static String pathOf(com.fasterxml.jackson.databind.JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }
}
