package dev.berth.streaming.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.SloTarget;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.streaming.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notebooks run from their first cell to their last, headless, on what a Redis and a backfill hold. */
class NotebookIT {
    private static final Path NBCONVERT = Path.of("/usr/bin/jupyter-nbconvert");
    private static final long MINUTES = 4;

    @ParameterizedTest
    @CsvSource({"profiles,true,image/png", "demand,true,image/png", "demand,false,image/png"})
    void runsToItsEnd(String notebook, boolean withPast, String shown, @TempDir Path directory)
            throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(NBCONVERT) && hasPandas(),
                "SKIPPED: notebooks are not executed here; install Debian's jupyter-nbconvert python3-ipykernel"
                        + " python3-pandas python3-matplotlib python3-redis (docs/notebooks.md)");
        Path past = Files.createDirectories(directory.resolve("demand"));
        Files.writeString(past.resolve("part-0"), String.join("\n", withPast ? backfill() : List.of()) + "\n");
        try (RedisProcess redis = RedisProcess.start();
                Blackboard blackboard = new RedisBlackboard(redis.url(), "notebooks")) {
            publish(blackboard);
            Path log = directory.resolve("log");
            ProcessBuilder process = new ProcessBuilder(
                            NBCONVERT.toString(),
                            "--to",
                            "notebook",
                            "--execute",
                            "--output-dir",
                            directory.toString(),
                            Path.of("..", "notebooks", notebook + ".ipynb").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            process.environment().put("BERTH_REDIS", redis.url());
            process.environment().put("BERTH_FLEET", "notebooks");
            process.environment()
                    .put(
                            "BERTH_BACKFILL",
                            withPast ? directory.resolve("demand").toString() : "");
            process.environment().put("IPYTHONDIR", directory.resolve("ipython").toString());
            process.environment()
                    .put("JUPYTER_RUNTIME_DIR", directory.resolve("runtime").toString());
            process.environment()
                    .put("MPLCONFIGDIR", directory.resolve("matplotlib").toString());
            // Debian's packages are those of its own python, whatever else is on the path.
            process.environment().merge("PATH", "", (path, none) -> "/usr/bin:" + path);
            Process run = process.start();
            boolean ended = run.waitFor(MINUTES, TimeUnit.MINUTES);
            run.destroyForcibly();
            assertThat(ended && run.exitValue() == 0)
                    .as("%s", Files.readString(log))
                    .isTrue();
            assertThat(Files.readString(directory.resolve(notebook + ".ipynb")))
                    .contains(shown)
                    .doesNotContain("\"output_type\": \"error\"");
        }
    }

    private static boolean hasPandas() throws IOException, InterruptedException {
        Process python = new ProcessBuilder("/usr/bin/python3", "-c", "import pandas, matplotlib, redis, ipykernel")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return python.waitFor(1, TimeUnit.MINUTES) && python.exitValue() == 0;
    }

    private static void publish(Blackboard blackboard) {
        EngineSpec engine = new EngineFiles(Path.of("..")).engine("a10");
        LatencyProfile offline = ProfileFromEngine.of(
                Version.firstOf(1), 1, "default/sim", "llama", engine, new SloTarget(2, 0.1, 0), 8);
        blackboard.write(Keys.PROFILE_OFFLINE, "default/sim", offline);
        blackboard.write(Keys.PROFILE, "default/sim", learned(offline));
        for (String model : List.of("sql", "chat", "legal")) {
            blackboard.write(Keys.DEMAND, model, demand(model, 100, model.length()));
        }
    }

    private static LatencyProfile learned(LatencyProfile p) {
        List<List<Boolean>> measured = p.measured().stream()
                .map(row -> List.of(true, true, true, false, false, false, false, false, false))
                .toList();
        return new LatencyProfile(
                Version.firstOf(2),
                2,
                p.deployment(),
                p.baseModel(),
                p.gpu(),
                p.cost(),
                p.indexes(),
                p.tputs(),
                p.e2e(),
                p.ttft(),
                p.tpot(),
                p.slos(),
                p.engine(),
                0.03,
                400,
                measured,
                2,
                1_700_000_000_000L,
                0.1,
                List.of(new LatencyProfile.Estimate("baseMillis", 33, 0.4)));
    }

    private static List<String> backfill() {
        List<String> lines = new ArrayList<>();
        for (int window = 0; window < 40; window++) {
            for (int model = 0; model < 12; model++) {
                double rate = 1 + (model * 7 + window) % 12;
                lines.add(Json.write(demand("model-" + model, window, rate)));
            }
        }
        return lines;
    }

    private static AdapterDemand demand(String model, int window, double rate) {
        long end = 1_700_000_000_000L + 5_000L * window;
        return new AdapterDemand(
                new Version(end, 1),
                end,
                model,
                end,
                60_000,
                Math.round(60 * rate),
                rate,
                1.1 * rate,
                Math.round(60 * rate),
                List.of(new LengthCell(7, 9, 40), new LengthCell(8, 10, 20)),
                50_000,
                10_000,
                9_000,
                4.5,
                0.6,
                4.5 * rate,
                1.3,
                new Attainment(50, 60),
                1,
                1);
    }
}
