package dev.berth.evaluation.app;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.bench.LiveBench;
import dev.berth.evaluation.bench.LiveReport;
import dev.berth.evaluation.bench.SpeedBench;
import dev.berth.evaluation.bench.SpeedReport;
import dev.berth.evaluation.scenario.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth bench}: figures of Berth itself on this machine. */
@Command(
        name = "berth bench",
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures parts of Berth on this machine.",
        subcommands = {
            BenchCommand.Twin.class,
            BenchOptimizerCommand.class,
            BenchPickCommand.class,
            BenchRouterCommand.class,
            BenchStreamsCommand.class,
            BenchProfilesCommand.class,
            BenchScrapeCommand.class
        },
        footer = {"", "Example: ./berth bench twin"})
public final class BenchCommand implements Runnable {
    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.setProperty("berth.log", "error");
        System.exit(Verb.run(new BenchCommand(), args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "twin",
            description = {
                "Measures how many engine steps one core simulates in a second, stepping and with runs of equal decode"
                        + " steps at once. With --live: how near a live pod over HTTP comes to the same engine in"
                        + " virtual time."
            },
            footer = {
                "",
                "Examples:",
                "  ./berth bench twin --batch 32 --rounds 5",
                "  ./berth bench twin --live --slowed 5 --output json"
            })
    static final class Twin implements Callable<Integer> {
        @Option(names = "--engine", defaultValue = "h100", description = "engine, by name or file (${DEFAULT-VALUE})")
        private String engine;

        @Option(names = "--adapters", defaultValue = "8", description = "of the requests (${DEFAULT-VALUE})")
        private int adapters;

        @Option(names = "--batch", defaultValue = "32", description = "sequences in a batch (${DEFAULT-VALUE})")
        private int batch;

        @Option(names = "--rounds", defaultValue = "5", description = "after two to warm up (${DEFAULT-VALUE})")
        private int rounds;

        @Option(names = "--steps", defaultValue = "2000000", description = "of a round (${DEFAULT-VALUE})")
        private long steps;

        @Option(names = "--live", description = "compare a live pod with virtual time instead")
        private boolean live;

        @Option(names = "--slowed", defaultValue = "5", description = "live: the engine's slowness (${DEFAULT-VALUE})")
        private double slowed;

        @Option(names = "--requests", defaultValue = "100", description = "live: how many (${DEFAULT-VALUE})")
        private int requests;

        @Option(
                names = "--rate",
                defaultValue = "8",
                description = "live: requests per second of the engine's time (${DEFAULT-VALUE})")
        private double rate;

        @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (${DEFAULT-VALUE})")
        private long seed;

        @Mixin
        private BenchOutput output;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Engines engines = new Engines(Path.of(System.getProperty("berth.home", ".")));
            EngineSpec declared = engines.read(engines.file(engine));
            if (live) {
                LiveReport report = live(declared);
                output.print(report, report.lines());
            } else {
                SpeedReport report = speed(declared);
                output.print(report, report.lines());
            }
            return 0;
        }

        private SpeedReport speed(EngineSpec declared) throws IOException, InterruptedException {
            var options =
                    BenchOutput.asked(() -> new SpeedBench.Options(declared, batch, adapters, rounds, steps, seed));
            Consumer<String> progress = output.progress();
            return new SpeedBench(options).run(round -> progress.accept("round " + round + " of " + rounds));
        }

        private LiveReport live(EngineSpec declared) throws IOException, InterruptedException {
            var options =
                    BenchOutput.asked(() -> new LiveBench.Options(declared, slowed, requests, rate, adapters, seed));
            Consumer<String> progress = output.progress();
            return new LiveBench(options)
                    .run(at -> progress.accept("%d of %d requests ended, %.0f s"
                            .formatted(at.met() + at.missed() + at.failed(), at.planned(), at.elapsedSeconds())));
        }
    }
}
