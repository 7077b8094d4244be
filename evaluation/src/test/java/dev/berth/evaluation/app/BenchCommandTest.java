package dev.berth.evaluation.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream realOut = System.out;
    private String home;

    @BeforeEach
    void atHome() {
        home = System.getProperty("berth.home", "");
        System.setProperty(
                "berth.home", Path.of("").toAbsolutePath().getParent().toString());
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void back() {
        System.setProperty("berth.home", home);
        System.setOut(realOut);
    }

    @Test
    void aShortRoundTellsBothWaysAndTheBatchThatItKept() {
        assertThat(bench("twin", "--rounds", "1", "--steps", "3000", "--output", "json"))
                .isZero();

        JsonNode report = Json.tree(out.toString(StandardCharsets.UTF_8));
        for (String way : new String[] {"stepping", "leaping"}) {
            assertThat(report.at("/" + way + "/stepsPerCpuSecond/median").asDouble())
                    .isPositive();
            assertThat(report.at("/" + way + "/tokensPerStep").asDouble())
                    .as("near the batch of 32")
                    .isBetween(28.0, 36.0);
        }
    }

    @Test
    void helpShowsExamples() {
        assertThat(bench("twin", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("./berth bench twin --live --slowed 5");
    }

    @Test
    void whatTheEngineCannotHoldIsRefused() {
        assertThat(bench("twin", "--batch", "4000")).isEqualTo(2);
        assertThat(bench("twin", "--engine", "h10")).isEqualTo(2);
    }

    @Test
    void aMissingYardstickAndAnUnknownPhaseAreRefused() {
        assertThat(bench("router", "--yardstick", "target/no-such-folder")).isEqualTo(2);
        assertThat(bench("router", "--phase", "req-2k")).isEqualTo(2);
        assertThat(bench("router", "--plan", "target/no-such-plan.json")).isEqualTo(2);
    }

    private int bench(String... args) {
        return Verb.run(new BenchCommand(), args);
    }
}
