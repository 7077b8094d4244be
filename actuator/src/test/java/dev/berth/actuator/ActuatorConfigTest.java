package dev.berth.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigReference;
import dev.berth.domain.config.ConfigText;
import org.junit.jupiter.api.Test;

class ActuatorConfigTest {
    @Test
    void every_option_is_documented_and_keeps_its_default() {
        assertThat(ConfigReference.table(ActuatorConfig.DEFAULTS))
                .contains("`everyMillis` | `1000`")
                .contains("`reconcile.probe.stabiliseMillis` | `5000`")
                .contains("`reconcile.drainDeadlineMillis` | `60000`");
    }

    @Test
    void text_is_laid_over_the_defaults() {
        ActuatorConfig config = ConfigText.read(
                "c.yaml",
                "fleet: prod\nreconcile: {probe: {stabiliseMillis: 1000}, orphanMillis: 500}",
                ActuatorConfig.DEFAULTS);
        assertThat(config.fleet()).isEqualTo("prod");
        assertThat(config.reconcile().probe().stabiliseMillis()).isEqualTo(1_000);
        assertThat(config.reconcile().probe().failuresUntilUnreachable()).isEqualTo(2);
        assertThat(config.reconcile().orphanMillis()).isEqualTo(500);
    }

    @Test
    void what_makes_no_sense_is_refused_with_the_key() {
        assertThatThrownBy(() -> ConfigText.read("c.yaml", "reconcile: {orfanMillis: 5}", ActuatorConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'orphanMillis'?");
        assertThatThrownBy(() -> ConfigText.read("c.yaml", "leastGapMillis: 5000", ActuatorConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("leastGapMillis");
    }
}
