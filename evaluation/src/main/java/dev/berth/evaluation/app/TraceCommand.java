package dev.berth.evaluation.app;

import dev.berth.domain.json.Json;
import dev.berth.simulator.trace.AzureCsv;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceFiles;
import dev.berth.simulator.trace.TraceShape;
import dev.berth.simulator.trace.TraceSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth trace}: makes, describes and reshapes traffic traces. */
@Command(
        name = "berth trace",
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, describes and reshapes traffic traces.",
        subcommands = {TraceCommand.Generate.class, TraceCommand.Describe.class, TraceCommand.Convert.class},
        footer = {"", "Example: ./berth trace describe datasets/traces/azure-conv-like-600s.csv"})
public final class TraceCommand implements Runnable {
    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(Verb.run(new TraceCommand(), args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "generate",
            description = {
                "Synthesises traffic with the statistics of a public trace: quantiles of prompt and output lengths,"
                        + " mean rate, variation of the gaps. The same seed makes the same file."
            },
            footer = {
                "",
                "Example: ./berth trace generate --like azure-conv --seconds 600 --seed 1 --out /tmp/trace.csv"
            })
    static final class Generate implements Callable<Integer> {
        @Option(
                names = "--like",
                defaultValue = "azure-conv",
                description = "azure-conv or azure-code (default: ${DEFAULT-VALUE})")
        private String like;

        @Option(names = "--seconds", defaultValue = "600", description = "length (default: ${DEFAULT-VALUE})")
        private double seconds;

        @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (default: ${DEFAULT-VALUE})")
        private long seed;

        @Option(names = "--out", required = true, description = "file to write, in the format of the Azure traces")
        private Path out;

        @Mixin
        HelpOption help;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            Trace trace = TraceShape.named(like).synthesise(seconds, new SplittableRandom(seed));
            write(trace, out, spec.commandLine().getOut());
            return 0;
        }
    }

    @Command(
            name = "describe",
            description = "Prints rates, lengths, burstiness and prefix sharing of traces, a column each.",
            footer = {"", "Example: ./berth trace describe --output json trace.csv"})
    static final class Describe implements Callable<Integer> {
        @Parameters(
                arity = "1..*",
                paramLabel = "FILE",
                description = "Azure LLM trace (CSV) or Mooncake trace (JSONL), recognised by content")
        private List<Path> files;

        @Option(names = "--output", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE})")
        private Output output;

        @Mixin
        HelpOption help;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            List<DescribedTrace> traces = files.stream()
                    .map(file ->
                            new DescribedTrace(file.getFileName().toString(), TraceSummary.of(TraceFiles.read(file))))
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            out.println(output == Output.JSON ? Json.writePretty(traces) : TraceTable.of(traces));
            return 0;
        }
    }

    @Command(
            name = "convert",
            description = {
                "Cuts, scales and rewrites a trace in the format of the Azure traces, which has no prefix blocks.",
                "Mooncake's arrivals are spread over their grid of 3 s."
            },
            footer = {
                "",
                "Example: ./berth trace convert mooncake.jsonl --seconds 300 --rate 4 --max-model-len 16384 --out cut.csv"
            })
    static final class Convert implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "trace to read")
        private Path file;

        @Option(names = "--start", defaultValue = "0", description = "second to begin at (default: ${DEFAULT-VALUE})")
        private double start;

        @Option(names = "--seconds", description = "length of the cut (default: to the end)")
        private Double seconds;

        @Option(names = "--rate", description = "mean requests a second to scale to (default: as it is)")
        private Double rate;

        @Option(names = "--max-model-len", description = "leave out requests with more prompt + output tokens")
        private Integer maxModelLen;

        @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (default: ${DEFAULT-VALUE})")
        private long seed;

        @Option(names = "--out", required = true, description = "file to write")
        private Path out;

        @Mixin
        HelpOption help;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            SplittableRandom random = new SplittableRandom(seed);
            Trace trace = TraceFiles.read(file);
            PrintWriter said = spec.commandLine().getOut();
            if (trace.isOnGrid(Trace.MOONCAKE_GRID_SECONDS)) {
                trace = trace.deQuantised(Trace.MOONCAKE_GRID_SECONDS, random.split());
            }
            trace = trace.segment(start, seconds == null ? trace.durationSeconds() - start : seconds);
            if (maxModelLen != null) {
                int before = trace.requests().size();
                trace = trace.fitting(maxModelLen);
                said.println((before - trace.requests().size()) + " of " + before + " requests left out: longer than "
                        + maxModelLen + " tokens");
            }
            if (rate != null) {
                trace = trace.atRate(rate, random.split());
            }
            if (trace.requests().stream().anyMatch(r -> !r.prefixBlocks().isEmpty())) {
                said.println("prefix blocks left out: the format has no place for them");
            }
            write(trace, out, said);
            return 0;
        }
    }

    /** How a command prints. */
    enum Output {
        TEXT,
        JSON
    }

    /** A trace's file name and statistics. */
    record DescribedTrace(String file, TraceSummary summary) {}

    private static void write(Trace trace, Path out, PrintWriter said) throws IOException {
        try {
            AzureCsv.write(trace, out);
        } catch (NoSuchFileException e) {
            throw new IOException("can't write " + out + ": its directory does not exist", e);
        }
        said.println(String.format(
                Locale.ROOT, "%s: %d requests in %.0f s", out, trace.requests().size(), trace.durationSeconds()));
    }
}
