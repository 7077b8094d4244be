package dev.berth.evaluation.app;

import dev.berth.evaluation.bench.ScrapeBench;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./berth bench scrape}: what it costs to read many pods. */
@Command(
        name = "scrape",
        description =
                "Reads the metrics of many pods each second, some of which hang, and tells the cores that it takes.",
        footer = {"", "Example: ./berth bench scrape --pods 1000 --period 1000 --hanging 10"})
final class BenchScrapeCommand implements Callable<Integer> {
    @Option(names = "--pods", defaultValue = "1000", description = "how many (${DEFAULT-VALUE})")
    private int pods;

    @Option(names = "--hanging", defaultValue = "10", description = "of these never answer (${DEFAULT-VALUE})")
    private int hanging;

    @Option(
            names = "--period",
            defaultValue = "1000",
            description = "between two readings, milliseconds (${DEFAULT-VALUE})")
    private long period;

    @Option(names = "--seconds", defaultValue = "20", description = "of measuring (${DEFAULT-VALUE})")
    private int seconds;

    @Mixin
    private BenchOutput output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var options = BenchOutput.asked(() -> new ScrapeBench.Options(pods, hanging, period, seconds));
        ScrapeBench.Report report = new ScrapeBench(options).run();
        output.print(report, report.lines());
        return 0;
    }
}
