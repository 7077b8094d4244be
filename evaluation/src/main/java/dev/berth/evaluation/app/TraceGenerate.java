package dev.berth.evaluation.app;

import dev.berth.evaluation.app.TraceOutput.Format;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./berth trace generate}. */
@Command(
        name = "generate",
        description = {
            "Synthesises traffic with the statistics of a public trace: quantiles of prompt and output lengths,"
                    + " mean rate, variation of the gaps, prefix blocks. The same seed makes the same file."
        },
        footer = {"", "Example: ./berth trace generate --like azure-conv --seconds 600 --seed 1 --out /tmp/trace.csv"})
final class TraceGenerate implements Callable<Integer> {
    @Option(
            names = "--like",
            defaultValue = "azure-conv",
            description = "azure-conv, azure-code, mooncake-conversation, sharegpt or bird (default: ${DEFAULT-VALUE})")
    private String like;

    @Option(names = "--seconds", defaultValue = "600", description = "length (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--out",
            required = true,
            description = "file to write: CSV of the Azure traces, or JSONL of the Mooncake traces if there are prefix"
                    + " blocks")
    private Path out;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(seconds > 0)) {
            throw new ParameterException(spec.commandLine(), "--seconds " + seconds + " is no length; say more than 0");
        }
        TraceShape shape = TraceShape.named(like);
        Trace trace = shape.synthesise(seconds, new SplittableRandom(seed));
        Format format = shape.hasPrefixBlocks() ? Format.MOONCAKE : Format.AZURE;
        String said = TraceOutput.write(trace.requests().iterator(), out, format, "", () -> {
            throw new IllegalStateException("only Berth's request log needs an engine");
        });
        spec.commandLine().getOut().println(said);
        return 0;
    }
}
