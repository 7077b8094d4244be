package dev.berth.evaluation.app;

import dev.berth.domain.json.Json;
import dev.berth.simulator.trace.TraceFiles;
import dev.berth.simulator.trace.TraceSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth trace describe}. */
@Command(
        name = "describe",
        description = "Prints rates, lengths, burstiness and prefix sharing of traces, a column each.",
        footer = {"", "Example: ./berth trace describe --output json trace.csv"})
final class TraceDescribe implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Azure LLM trace (CSV), Mooncake trace or Berth's request log (JSONL), plain or gzip,"
                    + " recognised by content")
    private List<Path> files;

    @Option(names = "--output", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputForm output;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    /** A trace's file name and statistics. */
    record DescribedTrace(String file, TraceSummary summary) {}

    @Override
    public Integer call() {
        List<DescribedTrace> traces = files.stream()
                .map(file -> new DescribedTrace(file.getFileName().toString(), TraceSummary.of(TraceFiles.read(file))))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        out.println(output == OutputForm.JSON ? Json.writePretty(traces) : TraceTable.of(traces));
        return 0;
    }
}
