package dev.berth.optimizer.app;

import dev.berth.domain.json.Json;
import dev.berth.optimizer.explain.Explainer;
import dev.berth.optimizer.explain.ExplanationText;
import dev.berth.optimizer.loop.BoardReading;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.optimizer.problem.InputReadiness;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth explain}: where something is, and which constraint and number decided. */
@Command(
        name = "explain",
        description =
                "Explains the placement: where an adapter or what on a pod, and which constraint and number decided.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:explained",
            "1:no such name, or not enough to plan on; the sentence says what",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./berth explain adapter sql --fleet demo              where it is, and why not elsewhere",
            "  ./berth explain pod pod-1 --fleet demo --output json  what is on it, for programs",
            "  ./berth explain adapter sql --from DIR                on documents in files, without a store"
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final int MOST_LINES = 12;

    /** What can be explained. */
    private enum Kind {
        /** Or a base model. */
        ADAPTER,
        POD
    }

    @Parameters(index = "0", paramLabel = "adapter|pod", description = "An adapter (or base model), or a pod.")
    private Kind kind = Kind.ADAPTER;

    @Parameters(index = "1", paramLabel = "NAME", description = "Its name in the catalog, or in the fleet.")
    private String name = "";

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The optimizer's configuration, if it is not the default.")
    private Path configFile;

    @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
    private OutputForm output = OutputForm.TEXT;

    @Option(names = "--all", description = "Tell every pod, not the nearest twelve.")
    private boolean all;

    @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "%nOn documents in files, without a store:%n")
    private FileOptions files;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        Verb.logFrom("error");
        System.exit(Verb.run(new ExplainCommand(), args));
    }

    @Override
    public Integer call() {
        return switch (kind) {
            case ADAPTER ->
                answer(explainer -> explainer.adapter(name), (e, now) -> ExplanationText.of(e, now, most()));
            case POD -> answer(explainer -> explainer.pod(name), (e, now) -> ExplanationText.of(e, now, most()));
        };
    }

    private int most() {
        return all ? Integer.MAX_VALUE : MOST_LINES;
    }

    private <E> int answer(Function<Explainer, E> question, BiFunction<E, Long, List<String>> text) {
        OptimizerConfig config = OptimizeCommand.config(configFile);
        PlanInputs in = files == null
                ? fromStore()
                : files.read(warning -> spec.commandLine().getErr().println("berth explain: " + warning));
        PrintWriter out = spec.commandLine().getOut();
        InputReadiness readiness =
                InputReadiness.of(in, in.nowMillis(), config.publish().staleMillis());
        if (!readiness.ready()) {
            throw NotReadyAnswer.say(readiness, in.nowMillis(), output, out);
        }
        E explanation = question.apply(
                new Explainer(in, config.planning(), config.publish().staleMillis()));
        if (output == OutputForm.JSON) {
            out.println(Json.writePretty(explanation));
        } else {
            text.apply(explanation, in.nowMillis()).forEach(out::println);
        }
        return 0;
    }

    private PlanInputs fromStore() {
        try (Blackboard blackboard = store.open()) {
            long now = System.currentTimeMillis();
            BoardReading board = new BoardReading(blackboard);
            board.refresh(true, now);
            return board.inputs(blackboard.read(Keys.PLAN).orElse(null), now);
        }
    }
}
