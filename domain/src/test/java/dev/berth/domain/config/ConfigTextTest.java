package dev.berth.domain.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
    enum Mode {
        SLOW,
        FAST
    }

    record Limits(@Doc("Most of them.") int most, @Doc("Share that is kept | 0 to 1.") double share) {
        Limits {
            if (most < 0) {
                throw new IllegalArgumentException("most is " + most + "; it must be >= 0");
            }
        }
    }

    record Shop(
            @Doc("Where it listens.") int port,
            @Doc("What it is called.") String name,
            @Doc("Whether it is open.") boolean open,
            @Doc("How it works.") Mode mode,
            Limits limits,
            @Doc("Who works there.") List<Clerk> clerks,
            @Doc("What it asks, by ware.") Map<String, Integer> prices) {
        static final Shop DEFAULTS =
                new Shop(8080, "corner", true, Mode.SLOW, new Limits(10, 0.5), List.of(), Map.of("bread", 3));
    }

    record Clerk(String name, int hours, List<String> days) {}

    record Undocumented(int port) {}

    private static Shop read(String text) {
        return ConfigText.read("shop.yaml", text, Shop.DEFAULTS);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String text) {
        return assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .satisfies(
                        e -> assertThat(e.getMessage()).startsWith("shop.yaml").doesNotContain("\n"));
    }

    @Test
    void nothing_said_is_the_defaults() {
        assertThat(read("")).isEqualTo(Shop.DEFAULTS);
        assertThat(read("# only a comment\n")).isEqualTo(Shop.DEFAULTS);
        assertThat(read("port:\nlimits:\nclerks:\n")).isEqualTo(Shop.DEFAULTS);
    }

    @Test
    void what_is_said_is_laid_over_the_defaults() {
        Shop shop = read("port: 9090\nlimits:\n  most: 3\nmode: FAST\n");
        assertThat(shop.port()).isEqualTo(9090);
        assertThat(shop.limits()).isEqualTo(new Limits(3, 0.5));
        assertThat(shop.mode()).isEqualTo(Mode.FAST);
        assertThat(shop.name()).isEqualTo("corner");
    }

    @Test
    void json_is_yaml() {
        assertThat(read("{\"port\": 1, \"limits\": {\"share\": 0.25}}").limits())
                .isEqualTo(new Limits(10, 0.25));
    }

    @Test
    void lists_and_maps_replace_the_defaults_whole() {
        Shop shop = read("clerks:\n- name: ann\n  hours: 8\nprices: {milk: 1}\n");
        assertThat(shop.clerks()).containsExactly(new Clerk("ann", 8, List.of()));
        assertThat(shop.prices()).isEqualTo(Map.of("milk", 1));
    }

    @Test
    void an_unknown_key_is_refused_with_the_nearest_one() {
        assertRefused("prot: 1").hasMessage("shop.yaml: unknown key 'prot'; did you mean 'port'?");
        assertRefused("limits: {mots: 1}").hasMessage("shop.yaml: unknown key 'limits.mots'; did you mean 'most'?");
        assertRefused("zzzzzzzz: 1").hasMessageContaining("; known: clerks, limits, mode, name, open, port, prices");
        assertRefused("clerks:\n- name: ann\n  huors: 8\n")
                .hasMessage("shop.yaml: unknown key 'clerks[0].huors'; did you mean 'hours'?");
    }

    record Inn(List<Room> rooms) {}

    record Room(int beds) {
        Room {
            if (beds < 1) {
                throw new IllegalArgumentException("a room has beds");
            }
        }
    }

    @Test
    void a_misspelt_key_is_the_cause_of_a_value_that_is_missed() {
        assertThatThrownBy(() -> ConfigText.read("inn.yaml", "rooms:\n- {beds: 1}\n- {bed: 2}", Inn.class))
                .hasMessage("inn.yaml: unknown key 'rooms[1].bed'; did you mean 'beds'?");
        assertThatThrownBy(() -> ConfigText.read("inn.yaml", "rooms:\n- {beds: 0}", Inn.class))
                .hasMessage("inn.yaml: rooms[0]: a room has beds");
    }

    @Test
    void a_value_of_the_wrong_type_is_refused_with_the_right_one() {
        assertRefused("port: abc").hasMessage("shop.yaml: 'port' must be a whole number, found \"abc\"");
        assertRefused("port: 80.5").hasMessageContaining("'port' must be a whole number, found 80.5");
        assertRefused("port: [1]").hasMessageContaining("'port' must be a whole number");
        assertRefused("limits: {share: much}").hasMessageContaining("'limits.share' must be a number");
        assertRefused("limits: 5").hasMessageContaining("'limits' must be keys and values, found 5");
        assertRefused("open: perhaps").hasMessageContaining("'open' must be true or false");
        assertRefused("mode: MEDIUM").hasMessageContaining("'mode' must be one of SLOW, FAST, found \"MEDIUM\"");
        assertRefused("clerks: ann").hasMessageContaining("'clerks' must be a list");
        assertRefused("clerks:\n- {name: ann, hours: long}").hasMessageContaining("'clerks[0].hours' must be");
    }

    @Test
    void a_value_that_the_record_refuses_says_the_records_sentence() {
        assertRefused("limits: {most: -1}").hasMessage("shop.yaml: limits: most is -1; it must be >= 0");
    }

    @Test
    void a_text_that_is_no_yaml_is_refused_with_its_line() {
        assertRefused("port: 1\nname: [a\nopen: true\n").hasMessageContaining("shop.yaml, line 3: ");
        assertRefused("port: 1\n\tname: x\n").hasMessageContaining("shop.yaml, line 2");
        assertRefused("- a\n- b\n").hasMessageContaining("expected keys and values at the top, found array");
        assertRefused("just words").hasMessageContaining("found string");
    }

    @Test
    void a_key_given_twice_is_refused_since_one_of_them_would_be_lost() {
        assertRefused("port: 1\nport: 2\n").hasMessageContaining("port");
    }

    @Test
    void a_text_without_defaults_has_empty_lists_where_it_says_nothing() {
        assertThat(ConfigText.read("c", "name: ann", Clerk.class)).isEqualTo(new Clerk("ann", 0, List.of()));
        assertThatThrownBy(() -> ConfigText.read("c", "nmae: ann", Clerk.class))
                .hasMessage("c: unknown key 'nmae'; did you mean 'name'?");
    }

    @Test
    void the_reference_page_has_a_row_for_each_option() {
        assertThat(ConfigReference.table(Shop.DEFAULTS))
                .isEqualTo(
                        """
                        | key | default | meaning |
                        |---|---|---|
                        | `port` | `8080` | Where it listens. |
                        | `name` | `corner` | What it is called. |
                        | `open` | `true` | Whether it is open. |
                        | `mode` | `SLOW` | How it works. |
                        | `limits.most` | `10` | Most of them. |
                        | `limits.share` | `0.5` | Share that is kept \\| 0 to 1. |
                        | `clerks` | (none) | Who works there. |
                        | `prices` | `{bread=3}` | What it asks, by ware. |
                        """);
    }

    @Test
    void an_option_without_a_meaning_is_a_defect() {
        assertThatThrownBy(() -> ConfigReference.table(new Undocumented(1)))
                .hasMessage("Undocumented.port has no @Doc");
    }
}
