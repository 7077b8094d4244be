package dev.berth.domain.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Binds YAML (hence JSON as well) to configuration records. The defaults are a value of the record itself: the text is laid
 * over them, and a key that the record does not have is refused with the nearest one that it has. A key without a value
 * keeps its default. Lists and maps replace the default's whole; inside them the keys are checked by the mapper, and what is
 * missing is empty (lists, maps), zero, false or null: the element's record says what that means.
 */
public final class ConfigText {
    private static final ObjectMapper YAML = JsonMapper.builder(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withConfigOverride(List.class, ConfigText::emptyIfMissing)
            .withConfigOverride(Map.class, ConfigText::emptyIfMissing)
            .build();

    private ConfigText() {}

    private static void emptyIfMissing(MutableConfigOverride override) {
        override.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.FAIL));
    }

    /**
     * @param source where the text is from, for messages
     * @throws ConfigException with one sentence if the text can't be used
     */
    public static <C extends Record> C read(String source, String text, C defaults) {
        JsonNode given = tree(source, text);
        ObjectNode merged = YAML.valueToTree(defaults);
        overlay(source, "", given, merged, defaults.getClass());
        @SuppressWarnings("unchecked")
        Class<C> type = (Class<C>) defaults.getClass();
        return bind(source, merged, type);
    }

    /** Binds a text that has no defaults, such as a catalog: every key must be one of the record's. */
    public static <C extends Record> C read(String source, String text, Class<C> type) {
        return bind(source, tree(source, text), type);
    }

    /** The same for a text that must say all: what is missing is refused by name instead of being zero; see {@link AllKeys}. */
    public static <C extends Record> C readComplete(String source, String text, Class<C> type) {
        JsonNode given = tree(source, text);
        new AllKeys(source, true).check(given, type);
        return bind(source, given, type);
    }

    private static JsonNode tree(String source, String text) {
        try {
            JsonNode given = YAML.readTree(text);
            if (given == null || given.isMissingNode() || given.isNull()) {
                return YAML.createObjectNode();
            }
            if (!given.isObject()) {
                throw new ConfigException(source + ": expected keys and values at the top, found "
                        + given.getNodeType().name().toLowerCase(Locale.ROOT));
            }
            return given;
        } catch (JsonProcessingException e) {
            throw unreadable(source, e);
        }
    }

    /** The YAML parser's own mark is where the mistake is; Jackson's location is where the value around it began. */
    private static ConfigException unreadable(String source, JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            int line = yaml.getProblemMark().getLine() + 1;
            return new ConfigException(
                    source + ", line " + line + ": not readable as YAML or JSON: " + yaml.getProblem());
        }
        return new ConfigException(source + place(e) + ": not readable as YAML or JSON: " + firstLine(e));
    }

    private static void overlay(String source, String path, JsonNode given, ObjectNode onto, Class<?> type) {
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            RecordComponent component = component(type, field.getKey());
            if (component == null) {
                throw unknownKey(source, path, field.getKey(), names(type));
            }
            JsonNode known = onto.path(field.getKey());
            if (field.getValue().isNull()) {
                continue;
            }
            if (component.getType().isRecord()
                    && known.isObject()
                    && field.getValue().isObject()) {
                overlay(source, path + field.getKey() + ".", field.getValue(), (ObjectNode) known, component.getType());
            } else {
                onto.set(field.getKey(), field.getValue());
            }
        }
    }

    private static RecordComponent component(Class<?> record, String name) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<String> names(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static <C extends Record> C bind(String source, JsonNode tree, Class<C> type) {
        try {
            return YAML.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            List<String> known = new ArrayList<>();
            e.getKnownPropertyIds().forEach(id -> known.add(id.toString()));
            String path = pathOf(e);
            String parent =
                    path.substring(0, path.length() - e.getPropertyName().length());
            throw unknownKey(source, parent, e.getPropertyName(), known);
        } catch (ValueInstantiationException e) {
            // A record complains of a value that is missing because its key is misspelt: the key is the cause.
            new AllKeys(source, false).check(tree, type);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String path = pathOf(e);
            throw new ConfigException(source + ": " + (path.isEmpty() ? "" : path + ": ") + cause.getMessage());
        } catch (MismatchedInputException e) {
            throw new ConfigException(
                    source + ": '" + pathOf(e) + "' must be " + wanted(e) + ", found " + tree.at(pointerOf(e)));
        } catch (JsonMappingException e) {
            throw new ConfigException(source + ": '" + pathOf(e) + "': " + firstLine(e));
        } catch (JsonProcessingException e) {
            throw new ConfigException(source + place(e) + ": " + firstLine(e));
        }
    }

    private static String wanted(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null || type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "keys and values";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "a text";
            default -> "a " + type.getSimpleName();
        };
    }

    private static ConfigException unknownKey(String source, String parent, String key, List<String> known) {
        return new ConfigException(source + ": unknown key '" + parent + key + "'" + NearestName.hint(key, known));
    }

    private static String pathOf(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String pointerOf(JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            String name = step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName();
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }
}
