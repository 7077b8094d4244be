package dev.berth.evaluation.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.actuator.ActuatorConfig;
import dev.berth.domain.config.ConfigReference;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.router.RouterConfig;
import dev.berth.simulator.app.SimulateConfig;
import dev.berth.streaming.app.JobsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is made of the configuration records themselves. After a change of one, renew the page with
 * {@code -Dtest=ConfigurationPageTest -Ddocs.renew=true} and read the difference.
 */
class ConfigurationPageTest {
    private static final Path PAGE = repository().resolve("docs/configuration.md");

    @Test
    void thePageSaysWhatTheRecordsSay() throws IOException {
        if (Boolean.getBoolean("docs.renew")) {
            Files.writeString(PAGE, page());
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private static String page() {
        Map<String, Record> verbs = new LinkedHashMap<>();
        verbs.put("router", RouterConfig.DEFAULTS);
        verbs.put("jobs", JobsConfig.DEFAULTS);
        verbs.put("optimize", OptimizerConfig.DEFAULTS);
        verbs.put("actuate", ActuatorConfig.DEFAULTS);
        verbs.put("simulate", SimulateConfig.DEFAULTS);
        StringBuilder page = new StringBuilder(
                """
                # Configuration

                Generated from the configuration records; a test holds this page to them. Each long-running verb takes
                `--config FILE` in YAML or JSON. Keys that are left out keep the default, options of the command line win
                over the file, and an unknown key is refused with the nearest known one. `./berth VERB --help` lists the
                options of the command line.
                """);
        verbs.forEach((verb, defaults) ->
                page.append("\n## `./berth ").append(verb).append("`\n\n").append(ConfigReference.table(defaults)));
        return page.toString();
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("datasets"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
