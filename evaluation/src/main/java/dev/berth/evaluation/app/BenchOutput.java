package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a benchmark is asked and how it answers: progress to a terminal that looks on, then figures as text or as JSON. */
final class BenchOutput {
    @Option(names = "--output", defaultValue = "text", description = "text or json (${DEFAULT-VALUE})")
    private OutputForm form;

    @Mixin
    HelpOption help;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private boolean lineOpen;

    /** Shows one line that changes, on standard error; nothing if nobody looks. */
    Consumer<String> progress() throws IOException, InterruptedException {
        if (!Tty.is(Tty.ERR)) {
            return text -> {};
        }
        PrintWriter err = command.commandLine().getErr();
        return text -> {
            err.printf("\r%-60s", text);
            err.flush();
            lineOpen = true;
        };
    }

    /** @param lines the same figures for people */
    void print(Object figures, List<String> lines) {
        if (lineOpen) {
            command.commandLine().getErr().println();
        }
        PrintWriter out = command.commandLine().getOut();
        if (form == OutputForm.JSON) {
            out.println(Json.writePretty(figures));
        } else {
            lines.forEach(out::println);
        }
    }

    /** Options of a benchmark, whose refusal is the user's to mend. */
    static <T> T asked(Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }
}
