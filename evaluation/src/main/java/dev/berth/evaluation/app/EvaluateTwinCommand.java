package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.evaluation.twin.BaseModelBenchmark;
import dev.berth.evaluation.twin.Comparison;
import dev.berth.evaluation.twin.PointsFile;
import dev.berth.evaluation.twin.PredictionsCsv;
import dev.berth.evaluation.twin.Predictor;
import dev.berth.evaluation.twin.RealRun;
import dev.berth.evaluation.twin.RealRuns;
import dev.berth.evaluation.twin.SimulatedRun;
import dev.berth.evaluation.twin.TwinScore;
import dev.berth.evaluation.twin.TwinTable;
import dev.berth.evaluation.twin.TwinValidation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth evaluate twin}: the simulated engine held against runs of a real one. */
@Command(
        name = "twin",
        description = {
            "Holds the simulated engine against runs of a real one: scores it as it is, fits it anew, or predicts points.",
            "All three replay the real sweep's arrivals and censoring; docs/twin.md explains."
        },
        footer = {
            "",
            "Examples:",
            "  ./berth evaluate twin                      score the committed fit on the real runs",
            "  ./berth evaluate twin --fit                fit again, with errors on left-out points",
            "  ./berth evaluate twin --predict POINTS.csv predict points (columns slots, adapters, rate, ...)",
            "  ./berth evaluate twin --engine a100-aibrix --benchmark ../shared/profiles/simulator-llama2-7b-a100.jsonl"
        })
final class EvaluateTwinCommand implements Callable<Integer> {
    @ArgGroup
    private Task task = new Task();

    static final class Task {
        @Option(names = "--fit", description = "Fit the engine to the real runs, from a rough start.")
        private boolean fit;

        @Option(
                names = "--predict",
                paramLabel = "POINTS.csv",
                description =
                        "Predict the points of a file: slots, adapters, rate (of one adapter), and if they differ from"
                                + " the real sweep rank, prompt and output tokens, max_cpu_loras, kv_blocks.")
        private Path points;

        @Option(
                names = "--benchmark",
                paramLabel = "FILE.jsonl",
                description = "Score --engine on AIBrix's benchmark of a server without adapters.")
        private Path benchmark;
    }

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the real runs are (default: ../shared/real-runs beside the repository).")
    private Path runs;

    @Option(
            names = "--engine",
            defaultValue = "vllm-0.5.0",
            description = "Engine to score or predict with, and whose flags a fit keeps: a name or a file"
                    + " (default: ${DEFAULT-VALUE}).")
    private String engine = "";

    @Option(
            names = "--folds",
            defaultValue = "2",
            description = "With --fit: folds of the left-out test, each predicted by a fit on the others; 0 for none"
                    + " (default: ${DEFAULT-VALUE}).")
    private int folds;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write there what would be printed: predictions, or with --fit the fitted engine file.")
    private Path out;

    @Option(names = "--output", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private OutputForm output = OutputForm.TEXT;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("berth.home", "."));
        Engines engines = new Engines(home);
        EngineSpec chosen = engines.read(engines.file(engine));
        if (task.points != null) {
            predict(chosen);
        } else if (task.benchmark != null) {
            benchmark(chosen);
        } else if (task.fit) {
            fit(chosen, realRuns(home));
        } else {
            score(chosen, realRuns(home));
        }
        return 0;
    }

    private List<RealRun> realRuns(Path home) {
        Path directory = runs == null
                ? home.toAbsolutePath().normalize().resolveSibling("shared").resolve("real-runs")
                : runs;
        if (!RealRuns.areIn(directory)) {
            throw new ConfigException("THE REAL RUNS ARE MISSING: there is no " + RealRuns.CLIENT_FILE + " with "
                    + RealRuns.ENGINE_FILE + " in " + directory + "; say where they are by --runs DIR");
        }
        return RealRuns.read(directory);
    }

    private void predict(EngineSpec chosen) throws IOException {
        List<SimulatedRun> predicted = new Predictor(chosen).predictAll(PointsFile.read(task.points));
        List<String> lines =
                output == OutputForm.JSON ? List.of(Json.writePretty(predicted)) : PredictionsCsv.lines(predicted);
        if (out == null) {
            print(lines);
        } else {
            write(lines);
        }
    }

    private void benchmark(EngineSpec chosen) {
        BaseModelBenchmark.Score score = BaseModelBenchmark.score(chosen, BaseModelBenchmark.read(task.benchmark));
        print(
                output == OutputForm.JSON
                        ? List.of(Json.writePretty(score))
                        : TwinTable.benchmark(chosen.name() + " on " + task.benchmark.getFileName(), score));
    }

    private void fit(EngineSpec template, List<RealRun> real) throws IOException {
        PrintWriter said = spec.commandLine().getErr();
        TwinValidation.Report report = new TwinValidation(template, real, folds, line -> {
                    said.println(line);
                    said.flush();
                })
                .fit();
        print(output == OutputForm.JSON ? List.of(Json.writePretty(report)) : TwinTable.lines(report));
        if (out != null) {
            write(List.of(Json.writePretty(report.engine())));
        }
    }

    private void score(EngineSpec chosen, List<RealRun> real) {
        List<Comparison> compared = TwinValidation.compare(chosen, real);
        TwinScore score = TwinScore.of(compared);
        if (output == OutputForm.JSON) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("engine", chosen.name());
            document.put("score", score);
            document.put("runs", compared);
            print(List.of(Json.writePretty(document)));
            return;
        }
        print(TwinTable.score("Errors of " + chosen.name() + " on " + real.size() + " real runs", score));
        print(List.of(""));
        print(TwinTable.knees(score.knees()));
        print(List.of(""));
        print(TwinTable.runs(compared));
    }

    private void print(List<String> lines) {
        lines.forEach(spec.commandLine().getOut()::println);
    }

    private void write(List<String> lines) throws IOException {
        try {
            Files.write(out, lines);
        } catch (NoSuchFileException e) {
            throw new ConfigException("can't write " + out + ": its directory does not exist");
        }
    }
}
