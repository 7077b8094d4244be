package dev.berth.optimizer.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.optimizer.RefusedException;
import dev.berth.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a verb so that whatever goes wrong is one sentence on standard error. Exit codes: 0 done, 1 it could not be done, 2 it
 * was asked for wrongly.
 */
final class Verb {
    private static final String LOG = "berth.log";

    private Verb() {}

    static int run(Object command, String... args) {
        return run(
                command,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
    }

    static int run(Object command, PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Verb::refuse)
                .setExecutionExceptionHandler(Verb::fail)
                .execute(args);
    }

    /** What is logged from which level on, unless somebody has said otherwise; read when the first logger is made. */
    static void logFrom(String level) {
        if (System.getProperty(LOG) == null) {
            System.setProperty(LOG, level);
        }
    }

    private static int refuse(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        line.getErr().println("berth " + name + ": " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("See ./berth " + name + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine line, ParseResult parsed) {
        String verb = "berth " + line.getCommandSpec().qualifiedName() + ": ";
        boolean said = e instanceof ConfigException
                || e instanceof RefusedException
                || e instanceof StoreUnavailableException
                || e instanceof UncheckedIOException;
        line.getErr().println(verb + (said ? e.getMessage() : unexpected(e)));
        if (!said && System.getProperty(LOG, "").equals("debug")) {
            e.printStackTrace(line.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Not foreseen, hence ours to mend: in one line all the same, with the way to the rest. */
    private static String unexpected(Exception e) {
        return "this should not happen: " + e + " (BERTH_JAVA_OPTS=-Dberth.log=debug shows where)";
    }
}
