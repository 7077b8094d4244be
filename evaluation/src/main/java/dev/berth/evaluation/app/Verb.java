package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.simulator.trace.TraceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a command so that whatever goes wrong is one sentence on standard error. Exit codes: 0 done, 1 it failed, 2 it was
 * asked for wrongly (options, configuration, input files).
 */
final class Verb {
    private Verb() {}

    static int run(Object command, String... args) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUnmatchedOptionsArePositionalParams(false)
                .setParameterExceptionHandler((problem, given) -> {
                    CommandLine line = problem.getCommandLine();
                    String name = line.getCommandSpec().qualifiedName();
                    line.getErr().println("berth: " + sentence(problem) + " (" + name + " --help explains)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((problem, line, parsed) -> {
                    line.getErr().println("berth: " + firstLine(problem));
                    return isInput(problem) ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    private static boolean isInput(Exception problem) {
        return problem instanceof ConfigException || problem instanceof TraceException;
    }

    private static String firstLine(Exception problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank()
                ? problem.getClass().getSimpleName()
                : message.lines().findFirst().orElseThrow();
    }

    private static String sentence(CommandLine.ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String wrong = unmatched.getUnmatched().get(0);
            CommandSpec spec = problem.getCommandLine().getCommandSpec();
            Collection<String> known =
                    wrong.startsWith("-") ? options(spec) : spec.subcommands().keySet();
            String what = wrong.startsWith("-") ? "unknown option " : "unexpected argument ";
            return what + wrong + (known.isEmpty() ? "" : NearestName.hint(wrong, known));
        }
        return problem.getMessage().lines().collect(Collectors.joining(" "));
    }

    private static List<String> options(CommandSpec spec) {
        List<String> names = new ArrayList<>();
        spec.options().forEach(option -> names.add(option.longestName()));
        return names;
    }
}
