package dev.berth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JSON that parts of different builds exchange, byte for byte. Renewed on purpose by
 * {@code mvn -pl domain test -Dtest=WireTest -Dwire.renew=true}.
 */
class WireTest {
    private static List<WireSamples.Sample> samples() {
        return WireSamples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void its_bytes_are_the_golden_ones(WireSamples.Sample sample) throws IOException {
        String written = Json.writePretty(sample.value()) + "\n";
        if (Boolean.getBoolean("wire.renew")) {
            Files.writeString(Path.of("src/test/resources/wire", sample.file() + ".json"), written);
            return;
        }
        assertThat(written)
                .as(
                        "the JSON of %s changed: parts of another build may not read it. Add fields rather than change"
                                + " them; if that is meant, renew wire/%s.json with -Dtest=WireTest -Dwire.renew=true and"
                                + " say it in docs/contracts.md",
                        sample.value().getClass().getSimpleName(), sample.file())
                .isEqualTo(golden(sample));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_golden_text_is_read_back_equal(WireSamples.Sample sample) throws IOException {
        assertThat((Object) Json.read(golden(sample), sample.type())).isEqualTo(sample.value());
        assertThat((Object) Json.read(Json.write(sample.value()), sample.type()))
                .isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fields_of_a_newer_writer_are_ignored_at_every_depth(WireSamples.Sample sample) throws IOException {
        JsonNode tree = Json.tree(golden(sample));
        addFieldEverywhere(tree, sample.value());
        assertThat((Object) Json.read(tree.toString(), sample.type())).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_golden_text_leaves_no_component_at_nothing(WireSamples.Sample sample) throws IOException {
        JsonNode tree = Json.tree(golden(sample));
        for (RecordComponent component : sample.value().getClass().getRecordComponents()) {
            assertThat(tree.has(component.getName()))
                    .as("%s.%s in the golden file", sample.file(), component.getName())
                    .isTrue();
        }
    }

    /** What a writer leaves out, or sets to null: lists, maps, texts and numbers are nothing; the rest can't be guessed. */
    @ParameterizedTest
    @MethodSource("samples")
    void what_is_missing_is_nothing_or_refused_with_its_name(WireSamples.Sample sample) throws IOException {
        for (RecordComponent component : sample.value().getClass().getRecordComponents()) {
            ObjectNode without = (ObjectNode) Json.tree(golden(sample));
            without.remove(component.getName());
            ObjectNode withNull = (ObjectNode) Json.tree(golden(sample));
            withNull.putNull(component.getName());
            for (ObjectNode text : List.of(without, withNull)) {
                if (mayBeMissing(component.getType())) {
                    assertNothing(component, Json.read(text.toString(), sample.type()));
                } else {
                    assertThatThrownBy(() -> Json.read(text.toString(), sample.type()))
                            .as("%s without %s", sample.file(), component.getName())
                            .isInstanceOf(UnreadableJsonException.class)
                            .hasMessageContaining(component.getName());
                }
            }
        }
    }

    private static boolean mayBeMissing(Class<?> type) {
        return type.isPrimitive() || type == String.class || type == List.class || type == Map.class;
    }

    private static void assertNothing(RecordComponent component, Object read) {
        Object value = invoke(component, read);
        if (value instanceof Collection<?> list) {
            assertThat(list).isEmpty();
        } else if (value instanceof Map<?, ?> map) {
            assertThat(map).isEmpty();
        } else if (value instanceof String text) {
            assertThat(text).isEmpty();
        } else if (value instanceof Boolean flag) {
            assertThat(flag).isFalse();
        } else {
            assertThat(((Number) value).doubleValue()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void half_a_text_is_refused_with_its_place(WireSamples.Sample sample) throws IOException {
        String half = golden(sample).substring(0, golden(sample).length() / 2);
        assertThatThrownBy(() -> Json.read(half, sample.type()))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining(sample.type().getSimpleName())
                .hasMessageContaining("line ");
    }

    @Test
    void every_document_and_topic_record_has_a_golden_file() {
        List<Class<?>> shown = new ArrayList<>();
        WireSamples.all().forEach(sample -> shown.add(sample.value().getClass()));
        assertThat(WireClasses.documents()).isNotEmpty();
        assertThat(shown).containsAll(WireClasses.documents());
        assertThat(shown).contains(RequestArrived.class).containsAll(WireClasses.requestRecords());
    }

    @Test
    void a_change_of_pod_counts_names_no_pod() {
        PlacementPlan plan = Json.read(Json.write(WireSamples.plan()), PlacementPlan.class);
        assertThat(plan.changes())
                .filteredOn(change -> change.kind() == PlanChange.Kind.SCALE)
                .singleElement()
                .satisfies(change -> assertThat(change.pod()).isNull());
        assertThat(Json.write(plan)).doesNotContain("null");
    }

    private static String golden(WireSamples.Sample sample) throws IOException {
        String file = "/wire/" + sample.file() + ".json";
        try (InputStream stream = WireTest.class.getResourceAsStream(file)) {
            assertThat(stream).as(file).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Objects that stand for maps take no field: there it would be an entry. */
    private static void addFieldEverywhere(JsonNode node, Object value) {
        if (node instanceof ObjectNode object && value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                addFieldEverywhere(object.path(component.getName()), invoke(component, record));
            }
            object.put("addedByANewerWriter", 1);
        } else if (node instanceof ObjectNode object && value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> addFieldEverywhere(object.path(key.toString()), entry));
        } else if (node instanceof ArrayNode array && value instanceof List<?> list) {
            for (int i = 0; i < array.size(); i++) {
                addFieldEverywhere(array.get(i), list.get(i));
            }
        }
    }

    private static Object invoke(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + component, e);
        }
    }
}
