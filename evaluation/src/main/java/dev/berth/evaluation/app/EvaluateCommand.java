package dev.berth.evaluation.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./berth evaluate}: what algorithms are worth on a simulated fleet, and what the simulation is worth itself. */
@Command(
        name = "berth evaluate",
        synopsisSubcommandLabel = "[COMMAND]",
        description = "Judges algorithms on a simulated fleet, and the simulation on runs of a real engine.",
        subcommands = EvaluateTwinCommand.class,
        footer = {"", "Example: ./berth evaluate twin --fit"})
public final class EvaluateCommand implements Runnable {
    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(Verb.run(new EvaluateCommand(), args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
