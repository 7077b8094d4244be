package dev.berth.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import org.junit.jupiter.api.Test;

/** What an engine file must say, and what its writer is told. */
class EngineTextTest {
    private static final String A10 = Json.writePretty(EngineFiles.named("a10"));

    @Test
    void a_whole_declaration_is_read() {
        assertThat(EngineText.read("a10.json", A10)).isEqualTo(EngineFiles.named("a10"));
    }

    @Test
    void what_older_files_do_not_know_is_written_only_if_it_says_something() {
        assertThat(A10).doesNotContain("prefillFirst", "noPrefixCaching", "hostMillis");
        EngineSpec old = EngineFiles.named("a10")
                .withLimits(new EngineLimits(128, 16_384, 32_000, 16, 16_384, 8, 32, 64, true, true))
                .withStepTime(new StepTime(33, 0.2, 0.26, 0, 0.078, 0.00057, 1, 0.1, 0.01, 2, 20));

        assertThat(EngineText.read("old.json", Json.write(old))).isEqualTo(old);
        assertThat(Json.read(Json.write(old), EngineSpec.class)).isEqualTo(old);
    }

    @Test
    void a_missing_coefficient_is_named() {
        assertThatThrownBy(() -> EngineText.read("e.json", without("\"loraFixed\" : 0.078,")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("e.json: 'stepTime.loraFixed' is missing");
        assertThatThrownBy(() -> EngineText.read("e.json", without("\"diskToHostFirstMillis\" : 263.0,")))
                .hasMessage("e.json: 'loadTimes[1].diskToHostFirstMillis' is missing");
        assertThatThrownBy(() -> EngineText.read("e.json", "{}")).hasMessage("e.json: 'name' is missing");
    }

    @Test
    void an_impossible_coefficient_is_named() {
        assertThatThrownBy(() -> EngineText.read("e.json", A10.replace("0.2,", "-0.2,")))
                .hasMessage("e.json: stepTime: perSequenceMillis must be a number >= 0, not -0.2");
        assertThatThrownBy(() -> EngineText.read("e.json", A10.replace("32000", "0")))
                .hasMessage("e.json: limits: kvTokens must be > 0, not 0");
        assertThatThrownBy(() -> EngineText.read("e.json", A10.replace("263.0", "-1")))
                .hasMessage("e.json: loadTimes[1]: diskToHostFirstMillis must be a number >= 0, not -1.0");
    }

    @Test
    void an_unknown_key_is_refused_with_the_nearest() {
        assertThatThrownBy(() -> EngineText.read("e.json", A10.replace("\"baseMillis\"", "\"baseMilis\"")))
                .hasMessage("e.json: unknown key 'stepTime.baseMilis'; did you mean 'baseMillis'?");
    }

    private static String without(String key) {
        assertThat(A10).contains(key);
        return A10.replace(key, "");
    }
}
