package dev.berth.optimizer.app;

import dev.berth.domain.fleet.Control;
import dev.berth.domain.json.Json;
import dev.berth.optimizer.control.ControlChange;
import dev.berth.optimizer.control.ControlDesk;
import dev.berth.optimizer.control.Said;
import dev.berth.optimizer.explain.ControlText;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import java.io.PrintWriter;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth control}: freeze, pins and limits, each said with who and why. */
@Command(
        name = "control",
        description = "What the operator says to optimizer and actuator: freeze, pins, limits.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it makes no sense as things are, or no store; the sentence says which",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./berth control show --fleet demo",
            "  ./berth control freeze --fleet demo --reason 'incident 12'",
            "  ./berth control pin --fleet demo sql pod-1 --reason 'benchmark runs there'",
            "  ./berth control limit --fleet demo --moves-per-plan 10 --reason 'slow disks'"
        })
public final class ControlCommand {
    private static final int MOST_SAID = 10;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        Verb.logFrom("error");
        System.exit(Verb.run(new ControlCommand(), args));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "What holds now, and who said what.",
            footer = {"", "Example:", "  ./berth control show --fleet demo"})
    int show(
            @Mixin StoreOptions store,
            @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
                    OutputForm output) {
        try (Blackboard blackboard = store.open()) {
            Control control = new ControlDesk(blackboard).read();
            if (output == OutputForm.JSON) {
                out().println(Json.writePretty(control));
            } else {
                ControlText.of(control, System.currentTimeMillis(), MOST_SAID).forEach(out()::println);
            }
            return 0;
        }
    }

    @Command(
            name = "freeze",
            mixinStandardHelpOptions = true,
            description = "No plan is made and none is applied until it is unfrozen; routing goes on.",
            footer = {"", "Example:", "  ./berth control freeze --fleet demo --reason 'incident 12'"})
    int freeze(@Mixin StoreOptions store, @Mixin SaidOptions said) {
        return say(store, said, (blackboard, who) -> ControlChange.freeze(who));
    }

    @Command(
            name = "unfreeze",
            mixinStandardHelpOptions = true,
            description = "Plans are made and applied again.",
            footer = {"", "Example:", "  ./berth control unfreeze --fleet demo --reason 'incident 12 is over'"})
    int unfreeze(@Mixin StoreOptions store, @Mixin SaidOptions said) {
        return say(store, said, (blackboard, who) -> ControlChange.unfreeze(who));
    }

    @Command(
            name = "pin",
            mixinStandardHelpOptions = true,
            description = "An adapter must be held by a pod, whatever the plan finds better.",
            footer = {"", "Example:", "  ./berth control pin --fleet demo sql pod-1 --reason 'benchmark runs there'"})
    int pin(
            @Mixin StoreOptions store,
            @Mixin SaidOptions said,
            @Parameters(paramLabel = "ADAPTER", description = "Its name in the catalog.") String adapter,
            @Parameters(paramLabel = "POD", description = "Its name in the fleet.") String pod) {
        return say(
                store,
                said,
                (blackboard, who) -> ControlChange.pin(
                        adapter,
                        pod,
                        blackboard.read(Keys.CATALOG).orElse(null),
                        blackboard.read(Keys.FLEET).orElse(null),
                        who));
    }

    @Command(
            name = "unpin",
            mixinStandardHelpOptions = true,
            description = "An adapter need no longer be held by a pod, or by any.",
            footer = {"", "Example:", "  ./berth control unpin --fleet demo sql --reason 'the benchmark is over'"})
    int unpin(
            @Mixin StoreOptions store,
            @Mixin SaidOptions said,
            @Parameters(paramLabel = "ADAPTER", description = "Its name.") String adapter,
            @Parameters(paramLabel = "POD", arity = "0..1", defaultValue = "", description = "All of its pods without.")
                    String pod) {
        return say(store, said, (blackboard, who) -> ControlChange.unpin(adapter, pod, who));
    }

    @Command(
            name = "limit",
            mixinStandardHelpOptions = true,
            description = "Bounds how much is changed at once; 0 takes a bound away.",
            footer = {"", "Example:", "  ./berth control limit --fleet demo --moves-per-plan 10 --reason 'slow disks'"})
    int limit(
            @Mixin StoreOptions store,
            @Mixin SaidOptions said,
            @Option(
                            names = "--moves-per-plan",
                            paramLabel = "N",
                            description = "Loads of one plan; unloads that a rule asks for come on top.")
                    Integer moves,
            @Option(
                            names = "--loads-per-pod-per-minute",
                            paramLabel = "N",
                            description = "Loads that the actuator starts on one pod in a minute.")
                    Integer loads) {
        if (moves == null && loads == null) {
            throw new ParameterException(
                    spec.subcommands().get("limit"), "say --moves-per-plan N or --loads-per-pod-per-minute N");
        }
        return say(store, said, (blackboard, who) -> ControlChange.limit(moves, loads, who));
    }

    private int say(StoreOptions store, SaidOptions said, BiFunction<Blackboard, Said, ControlChange> change) {
        try (Blackboard blackboard = store.open()) {
            long now = System.currentTimeMillis();
            Control written = new ControlDesk(blackboard).say(change.apply(blackboard, said.said()), now);
            ControlText.of(written, now, 1).forEach(out()::println);
            return 0;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
