package dev.berth.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.slo.Attainment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    record Numbers(String name, List<Double> values) {}

    @Test
    void maps_are_sorted_by_key_so_that_equal_values_are_equal_bytes() {
        assertThat(Json.write(Map.of("c", 3, "a", 1, "b", 2))).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
    }

    @Test
    void what_is_no_number_is_refused_with_its_place() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Json.write(new Numbers("x", List.of(1.0, bad))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Numbers in values[1]")
                    .hasMessageContaining(bad + " is no number");
        }
        assertThat(Json.write(new Numbers("x", List.of(1.5)))).isEqualTo("{\"name\":\"x\",\"values\":[1.5]}");
    }

    @Test
    void a_text_that_is_no_json_is_refused_with_line_and_column() {
        assertThatThrownBy(() -> Json.read("{\n  \"met\": oops}", Attainment.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("cannot read Attainment")
                .hasMessageContaining("at line 2, column ");
        assertThatThrownBy(() -> Json.read("", Attainment.class)).isInstanceOf(UnreadableJsonException.class);
        assertThatThrownBy(() -> Json.read("null", Attainment.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessage("expected Attainment, found null");
    }

    @Test
    void a_value_of_another_type_is_refused_with_its_path() {
        String text = "{\"version\":{\"epoch\":1,\"counter\":1},\"pins\":[{\"adapter\":\"a\"},{\"adapter\":[]}]}";
        assertThatThrownBy(() -> Json.read(text, Control.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("Control in pins[1].adapter at line 1")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void a_value_that_its_record_refuses_says_the_records_sentence() {
        assertThatThrownBy(() -> Json.read("{\"met\":3,\"counted\":1}", Attainment.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("attainment 3 of 1");
    }

    @Test
    void what_follows_a_document_is_not_passed_over() {
        assertThatThrownBy(() -> Json.read("{\"met\":1,\"counted\":1} {}", Attainment.class))
                .isInstanceOf(UnreadableJsonException.class);
    }

    @Test
    void a_list_with_a_hole_is_refused() {
        assertThatThrownBy(() -> Json.read("{\"name\":\"x\",\"values\":[1,null]}", Numbers.class))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("values");
    }

    @Test
    void a_tree_is_read_for_who_wants_a_part() {
        assertThat(Json.tree("{\"pod\":\"p\",\"incarnation\":null}").path("pod").asText())
                .isEqualTo("p");
        assertThat(Json.read("{\"pod\":\"p\",\"incarnation\":null}", PodIncarnation.class))
                .isEqualTo(new PodIncarnation("p", ""));
    }
}
