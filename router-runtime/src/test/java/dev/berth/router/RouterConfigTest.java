package dev.berth.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigReference;
import dev.berth.domain.config.ConfigText;
import org.junit.jupiter.api.Test;

class RouterConfigTest {
    @Test
    void everyOptionIsDocumented() {
        assertThat(ConfigReference.table(RouterConfig.DEFAULTS))
                .contains("`policy`", "`http.waitMillis`", "`kafka.bootstrap`", "`http.maxBodyBytes`");
    }

    @Test
    void aFileIsLaidOverTheDefaults() {
        RouterConfig config =
                ConfigText.read("router.yaml", "policy: random\nhttp: {waitMillis: 5}", RouterConfig.DEFAULTS);
        assertThat(config.policy()).isEqualTo("random");
        assertThat(config.http().waitMillis()).isEqualTo(5);
        assertThat(config.http().maxTries())
                .isEqualTo(RouterConfig.DEFAULTS.http().maxTries());
    }

    @Test
    void mistypedNamesAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> ConfigText.read("router.yaml", "http: {waitMilis: 5}", RouterConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.waitMilis")
                .hasMessageContaining("did you mean 'waitMillis'?");
        assertThatThrownBy(() -> ConfigText.read("router.yaml", "policy: randm", RouterConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'random'?");
    }

    @Test
    void aRouterWithoutAnyTableIsRefused() {
        assertThatThrownBy(() -> Router.start(RouterConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--table FILE");
    }
}
