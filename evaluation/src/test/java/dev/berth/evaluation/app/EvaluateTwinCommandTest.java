package dev.berth.evaluation.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTwinCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private PrintStream realErr;
    private String homeBefore;

    @BeforeEach
    void listenAtHome() {
        realErr = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        homeBefore = System.getProperty("berth.home");
        System.setProperty("berth.home", "..");
    }

    @AfterEach
    void restore() {
        System.setErr(realErr);
        if (homeBefore == null) {
            System.clearProperty("berth.home");
        } else {
            System.setProperty("berth.home", homeBefore);
        }
    }

    @Test
    void a_prediction_has_a_line_for_each_point_and_the_names_of_the_real_sweep() throws IOException {
        Path points = Files.writeString(
                directory.resolve("points.csv"), "slots,adapters,rank,rate\n64,64,16,0.0125\n512,600,16,0.0125\n");
        Path predicted = directory.resolve("predicted.csv");

        assertThat(run("--predict", points.toString(), "--out", predicted.toString()))
                .isZero();

        assertThat(Files.readAllLines(predicted))
                .satisfiesExactly(
                        header -> assertThat(header)
                                .startsWith("slots,max_cpu_loras,adapters,rank,rate_per_adapter_rps,")
                                .contains(",starved,", ",request_throughput,", ",median_ttft_ms,", ",mean_tpot_ms,"),
                        line -> assertThat(line).startsWith("64,64,64,16,0.0125,250,230,yes,no,244,241,"),
                        line -> assertThat(line).startsWith("512,600,600,16,0.0125,250,230,no,,"));
    }

    @Test
    void missing_real_runs_are_said_loudly() {
        assertThat(run("--runs", directory.toString())).isEqualTo(2);
        assertThat(complaint())
                .startsWith("berth: THE REAL RUNS ARE MISSING: there is no vllm-sweep.csv")
                .endsWith("; say where they are by --runs DIR");
    }

    @Test
    void a_wrong_cell_is_one_sentence() throws IOException {
        Path points = Files.writeString(directory.resolve("points.csv"), "slots,adapters,rate\n64,64,often\n");

        assertThat(run("--predict", points.toString())).isEqualTo(2);
        assertThat(complaint())
                .isEqualTo("berth: " + points + ", line 2, column 'rate': it is not a number but 'often'");
    }

    @Test
    void one_task_at_a_time() {
        assertThat(run("--fit", "--predict", "points.csv")).isEqualTo(2);
        assertThat(complaint()).contains("mutually exclusive");
    }

    private int run(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "twin";
        System.arraycopy(args, 0, all, 1, args.length);
        return Verb.run(new EvaluateCommand(), all);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
