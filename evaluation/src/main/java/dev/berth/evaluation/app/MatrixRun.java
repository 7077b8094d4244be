package dev.berth.evaluation.app;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.compare.CachedRuns;
import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.Matrix;
import dev.berth.evaluation.compare.MatrixPlan;
import dev.berth.evaluation.compare.RunListener;
import dev.berth.evaluation.compare.Runner;
import dev.berth.evaluation.compare.Timings;
import dev.berth.evaluation.compare.report.ComparisonTable;
import dev.berth.evaluation.compare.report.ProgressLines;
import dev.berth.evaluation.compare.report.ReportPage;
import dev.berth.evaluation.compare.report.ResultsCsv;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the runs of a plan and writes what they showed: progress beside the results, results only when all is done. */
final class MatrixRun {
    private final Runner runner;
    private final Path directory;
    private final PrintStream progress;
    private final boolean redraws;

    /**
     * @param directory for results and cache
     * @param redraws whether {@code progress} is a terminal
     */
    MatrixRun(Runner runner, Path directory, PrintStream progress, boolean redraws) {
        this.runner = runner;
        this.directory = directory;
        this.progress = progress;
        this.redraws = redraws;
    }

    Comparison run(MatrixPlan plan, int threads) throws InterruptedException {
        Path cache = directory.resolve("runs");
        createDirectories(cache);
        Timings timings = new Timings();
        ProgressLines lines = new ProgressLines(progress, redraws, System::nanoTime);
        RunListener listener = RunListener.both(timings, lines);
        Thread farewell = new Thread(() -> progress.println(
                "\nberth: stopped with " + lines.summary() + "; the same command goes on from there."));
        Runtime.getRuntime().addShutdownHook(farewell);
        Comparison comparison;
        try {
            CachedRuns runs = new CachedRuns(runner, cache, listener, System::nanoTime);
            comparison = new Matrix(plan, runs, listener).compare(threads);
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
        CachedRuns known = new CachedRuns(runner, cache, RunListener.NONE, System::nanoTime);
        write("results.json", json(comparison));
        write("results.csv", ResultsCsv.text(comparison));
        write("report.html", ReportPage.html(comparison, known));
        write("timing.json", timings.json());
        return comparison;
    }

    static String json(Comparison comparison) {
        return Json.writePretty(comparison) + "\n";
    }

    static String text(Comparison comparison) {
        return ComparisonTable.text(comparison);
    }

    private static void createDirectories(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": no results can be written there: " + reason(e), e);
        }
    }

    private void write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be written: " + reason(e), e);
        }
    }

    /** Without the path, which the message of such an exception begins with. */
    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : e.getClass().getSimpleName();
    }
}
