package dev.berth.evaluation.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./berth trace}: makes, describes and reshapes traffic traces. */
@Command(
        name = "berth trace",
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, describes and reshapes traffic traces.",
        subcommands = {TraceGenerate.class, TraceDescribe.class, TraceConvert.class, TraceScenario.class},
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
}
