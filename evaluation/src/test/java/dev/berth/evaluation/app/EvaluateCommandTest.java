package dev.berth.evaluation.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private PrintStream realOut;
    private PrintStream realErr;
    private String realHome;

    @BeforeEach
    void listen() {
        realOut = System.out;
        realErr = System.err;
        realHome = System.getProperty("berth.home");
        System.setProperty("berth.home", "..");
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
        if (realHome == null) {
            System.clearProperty("berth.home");
        } else {
            System.setProperty("berth.home", realHome);
        }
    }

    private int evaluate(String words) {
        return Verb.run(new EvaluateCommand(), (words + " --out " + directory.resolve("out")).split(" "));
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --scenario S1 --find-rate 99 --pods 8        | --find-rate and --pods exclude each other: the rate is sought on the scenario's own pods.
                    --scenario S1 --find-rate 99 --find-pods 99  | --find-rate and --find-pods exclude each other: one keeps the pods, one the rate.
                    --scenario S1 --find-pods 99 --pods 8        | --find-pods and --pods exclude each other: one seeks what the other says.
                    --scenario S1 --find-rate 0                  | --find-rate 0.0 is no share of requests; say more than 0 and at most 100 per cent.
                    --scenario S1 --find-rate 120                | --find-rate 120.0 is no share of requests; say more than 0 and at most 100 per cent.
                    --placement lpt                              | --scenario is missing: S1 to S6, all, or a file.
                    --scenario S1 --pods 0                       | --pods 0 is no fleet; say 1 or more.
                    --scenario S1 --seeds 0                      | --seeds 0 is not between 1 and 100.
                    --scenario S1 --duration 60s                 | --duration is not longer than the first 60 s, which warm up and are not judged.
                    --scenario S1 --threads -1                   | --threads -1 is no number of runs at a time; say 1 or more.
                    """)
    void whatCanNotBeAskedForIsOneSentenceAndExitTwo(String words, String sentence) {
        assertThat(evaluate(words)).isEqualTo(2);
        assertThat(complaint()).isEqualTo("berth: " + sentence);
    }

    @Test
    void anUnknownAlgorithmIsToldWithTheNearestAndAll() {
        assertThat(evaluate("--scenario S1 --placement register-everywere")).isEqualTo(2);
        assertThat(complaint())
                .hasLineCount(1)
                .startsWith("berth: unknown placement 'register-everywere'; did you mean 'register-everywhere'? Known:"
                        + " register-everywhere, even-dispatch,")
                .contains("optaplanner");
        err.reset();
        assertThat(evaluate("--scenario S1 --picking quantum")).isEqualTo(2);
        assertThat(complaint())
                .hasLineCount(1)
                .startsWith("berth: unknown picking 'quantum'. Known: ")
                .contains("least-request", "slo-affinity");
    }

    @Test
    void anUnknownScenarioIsToldWithAll() {
        assertThat(evaluate("--scenario S7")).isEqualTo(2);
        assertThat(complaint()).hasLineCount(1).contains("S7", "S1");
    }

    @Test
    void withoutAScenarioItExplainsItself() {
        assertThat(Verb.run(new EvaluateCommand())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--find-rate", "Example: ./berth evaluate --scenario");
    }
}
