package dev.berth.domain.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
    private static MetricSample one(String line) {
        PrometheusText.Reading reading = PrometheusText.parse(line);
        assertThat(reading.badLines()).as(line).isZero();
        assertThat(reading.samples()).as(line).hasSize(1);
        return reading.samples().get(0);
    }

    @Test
    void a_page_of_samples_with_comments_between_them() {
        PrometheusText.Reading reading = PrometheusText.parse(
                """
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="llama"} 3.0

                process_start_time_seconds 1.76722500025e+09
                """);
        assertThat(reading.badLines()).isZero();
        assertThat(reading.samples())
                .containsExactly(
                        new MetricSample("vllm:num_requests_running", Map.of("engine", "0", "model_name", "llama"), 3),
                        new MetricSample("process_start_time_seconds", Map.of(), 1_767_225_000.25));
    }

    @Test
    void label_values_may_hold_what_ends_other_things() {
        MetricSample sample = one("m{path=\"a\\\\b\",quote=\"say \\\"hi\\\"\",lines=\"1\\n2\",odd=\"},{ #=\"} 1");
        assertThat(sample.label("path")).isEqualTo("a\\b");
        assertThat(sample.label("quote")).isEqualTo("say \"hi\"");
        assertThat(sample.label("lines")).isEqualTo("1\n2");
        assertThat(sample.label("odd")).isEqualTo("},{ #=");
        assertThat(sample.label("none")).isEmpty();
    }

    @Test
    void blanks_and_a_last_comma_are_allowed_where_writers_put_them() {
        assertThat(one("m { a = \"1\" , b=\"2\", } \t 5 ").labels()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(one("m{} 5").labels()).isEmpty();
        assertThat(one("m\t5").value()).isEqualTo(5);
    }

    @Test
    void infinities_and_nan_are_values() {
        assertThat(one("m_bucket{le=\"+Inf\"} +Inf").value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(one("m -Inf").value()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(one("m Inf").value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(one("m NaN").value()).isNaN();
        assertThat(one("m 1.257894567e+09").value()).isEqualTo(1_257_894_567);
    }

    @Test
    void timestamps_are_read_over() {
        assertThat(one("m{a=\"1\"} 2 1395066363000").value()).isEqualTo(2);
        assertThat(one("m 2 -5").value()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "m",
                "m{",
                "m{a",
                "m{a=",
                "m{a=\"1",
                "m{a=\"1\"",
                "m{a=\"1\"}",
                "m{a=1} 2",
                "m{a=\"1\\",
                "m two",
                "m 1 soon",
                "m 1 2 3",
                "5 5",
                "{a=\"1\"} 2",
                "Internal Server Error"
            })
    void a_line_that_is_not_of_the_format_is_counted_and_costs_no_other(String garbage) {
        PrometheusText.Reading reading = PrometheusText.parse("before 1\n" + garbage + "\nafter 2\n");
        assertThat(reading.badLines()).isEqualTo(1);
        assertThat(reading.samples()).extracting(MetricSample::name).isEqualTo(List.of("before", "after"));
    }

    @Test
    void nothing_is_nothing() {
        assertThat(PrometheusText.parse("")).isEqualTo(new PrometheusText.Reading(List.of(), 0));
    }

    @Property
    void any_label_value_survives_its_escaping(@ForAll String value, @ForAll double number) {
        String oneLine = value.replace("\r", "").replace("\u2028", "").replace("\u0085", "");
        String escaped = oneLine.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        MetricSample sample = one("m{a=\"" + escaped + "\"} " + shown(number));
        assertThat(sample.label("a")).isEqualTo(oneLine);
        assertThat(sample.value()).isEqualTo(number);
    }

    private static String shown(double number) {
        return Double.isInfinite(number) ? (number > 0 ? "+Inf" : "-Inf") : Double.toString(number);
    }

    @Property
    void no_text_makes_it_throw(@ForAll @NotEmpty String text) {
        PrometheusText.Reading reading = PrometheusText.parse("m{" + text);
        assertThat(reading.samples().size() + reading.badLines()).isPositive();
    }
}
