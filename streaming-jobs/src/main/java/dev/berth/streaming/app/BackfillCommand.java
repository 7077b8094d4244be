package dev.berth.streaming.app;

import dev.berth.streaming.batch.BatchRun;
import dev.berth.streaming.batch.Period;
import dev.berth.streaming.demand.DemandConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth jobs backfill}: demand of the past, from the log of requests, by the graph of the stream. */
@Command(
        name = "backfill",
        description = {
            "Make the demand of a past period from the log of requests, as the stream would have told it, into files.",
            "Live documents are left alone."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: ./berth jobs backfill --from -24h --kafka 127.0.0.1:9092 --out demand-of-yesterday"})
final class BackfillCommand implements Callable<Integer> {
    @Mixin
    private LogOptions log;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "folder for demand/ and dead-letters/, JSON lines; must be empty")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Period period = log.period();
        DemandConfig config = DemandConfig.DEFAULTS;
        BatchRun.backfill(log.requests(config, period), period, config, out);
        spec.commandLine().getOut().println("demand of the period is in " + out.resolve("demand"));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
