package dev.berth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.Topics;
import dev.berth.domain.profile.Matrix;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code docs/contracts.md} to the records: each field in its order, with its type and some meaning; none besides. */
class ContractsPageTest {
    private static final Pattern HEADING = Pattern.compile("#{3,4} (\\w+)");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.+?) \\| (.+) \\|");

    private static String page;

    @BeforeAll
    static void readPage() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/contracts.md"))) {
            at = at.getParent();
            assertThat(at).as("docs/contracts.md above the module").isNotNull();
        }
        page = Files.readString(at.resolve("docs/contracts.md"), StandardCharsets.UTF_8);
    }

    private static Set<Class<?>> records() {
        Set<Class<?>> found = new LinkedHashSet<>();
        WireSamples.all().forEach(sample -> collect(sample.value().getClass(), found));
        return found;
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, found));
        } else if (type instanceof Class<?> record
                && record.isRecord()
                && record != Matrix.class
                && found.add(record)) {
            Arrays.stream(record.getRecordComponents()).forEach(c -> collect(c.getGenericType(), found));
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void the_page_tells_each_field_with_its_type(Class<?> record) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            fields.put(component.getName(), typeInWords(component.getGenericType()));
        }
        assertThat(rows(record.getSimpleName()))
                .as("fields of %s in docs/contracts.md", record.getSimpleName())
                .containsExactlyEntriesOf(fields);
    }

    @Test
    void no_two_records_share_a_heading_and_no_heading_is_of_nothing() {
        List<String> names = records().stream().map(Class::getSimpleName).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(HEADING.matcher(page)
                        .results()
                        .map(match -> match.group(1))
                        .filter(name -> !name.equals("Versions")))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void each_topic_and_each_golden_file_is_named() {
        assertThat(List.of(Topics.REQUESTS, Topics.ENGINE, Topics.EVENTS, Topics.DEADLETTER))
                .allSatisfy(topic -> assertThat(page).contains("| `" + topic + "` |"));
        assertThat(WireSamples.all())
                .allSatisfy(sample -> assertThat(page).contains("resources/wire/" + sample.file() + ".json)"));
    }

    private static Map<String, String> rows(String record) {
        Map<String, String> rows = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            if (line.startsWith("#")) {
                inside = heading.matches() && heading.group(1).equals(record);
            }
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private static String typeInWords(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? "list of " + typeInWords(arguments[0])
                    : "map of text to " + typeInWords(arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (plain == Matrix.class) {
            return "list of list of number";
        }
        return switch (plain.getSimpleName()) {
            case "String" -> "text";
            case "int", "long", "Integer", "Long" -> "whole number";
            case "double", "Double" -> "number";
            case "boolean", "Boolean" -> "true or false";
            default ->
                "[%s](#%s)"
                        .formatted(plain.getSimpleName(), plain.getSimpleName().toLowerCase(Locale.ROOT));
        };
    }
}
