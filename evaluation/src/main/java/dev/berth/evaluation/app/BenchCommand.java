package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.bench.LiveBench;
import dev.berth.evaluation.bench.LiveReport;
import dev.berth.evaluation.bench.SpeedBench;
import dev.berth.evaluation.bench.SpeedReport;
import dev.berth.evaluation.scenario.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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

        @Option(names = "--output", defaultValue = "text", description = "text or json (${DEFAULT-VALUE})")
        private OutputForm output;

        @Mixin
        HelpOption help;

        @Spec
        private CommandSpec spec;

        private boolean watched;

        @Override
        public Integer call() throws IOException, InterruptedException {
            watched = Tty.is(Tty.ERR);
            Engines engines = new Engines(Path.of(System.getProperty("berth.home", ".")));
            EngineSpec declared = engines.read(engines.file(engine));
            if (live) {
                LiveReport report = live(declared);
                print(report, report.lines());
            } else {
                SpeedReport report = speed(declared);
                print(report, report.lines());
            }
            return 0;
        }

        private SpeedReport speed(EngineSpec declared) {
            var options = asked(() -> new SpeedBench.Options(declared, batch, adapters, rounds, steps, seed));
            return new SpeedBench(options).run(round -> progress("round " + round + " of " + rounds));
        }

        private LiveReport live(EngineSpec declared) throws IOException, InterruptedException {
            var options = asked(() -> new LiveBench.Options(declared, slowed, requests, rate, adapters, seed));
            return new LiveBench(options)
                    .run(at -> progress("%d of %d requests ended, %.0f s"
                            .formatted(at.met() + at.missed() + at.failed(), at.planned(), at.elapsedSeconds())));
        }

        private static <T> T asked(Supplier<T> options) {
            try {
                return options.get();
            } catch (IllegalArgumentException e) {
                throw new ConfigException(e.getMessage());
            }
        }

        /** On a terminal only, and beside the result. */
        private void progress(String text) {
            if (watched) {
                PrintWriter err = spec.commandLine().getErr();
                err.print("\r" + text + " ");
                err.flush();
            }
        }

        private void print(Object report, List<String> lines) {
            if (watched) {
                spec.commandLine().getErr().println();
            }
            PrintWriter out = spec.commandLine().getOut();
            if (output == OutputForm.JSON) {
                out.println(Json.writePretty(report));
            } else {
                lines.forEach(out::println);
            }
        }
    }
}
