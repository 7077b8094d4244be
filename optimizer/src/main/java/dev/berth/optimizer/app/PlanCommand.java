package dev.berth.optimizer.app;

import dev.berth.domain.fleet.Control;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.control.ControlChange;
import dev.berth.optimizer.control.ControlDesk;
import dev.berth.optimizer.control.PlanShelf;
import dev.berth.optimizer.control.Said;
import dev.berth.optimizer.explain.DifferenceText;
import dev.berth.optimizer.explain.PlanDifference;
import dev.berth.optimizer.explain.PlanListText;
import dev.berth.optimizer.explain.PlanText;
import dev.berth.optimizer.explain.TimeText;
import dev.berth.store.Blackboard;
import dev.berth.store.DocumentKey;
import dev.berth.store.Keys;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth plan}: the last plans, and the operator's say in them. */
@Command(
        name = "plan",
        description = "Lists, shows and compares the last plans; approves a proposed one; goes back to an earlier one.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such plan, or no store; the sentence says which", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./berth plan list --fleet demo",
            "  ./berth plan diff --fleet demo 7 8",
            "  ./berth plan approve --fleet demo 8 --reason 'looks right'",
            "  ./berth plan rollback --fleet demo 5 --hold 30m --reason 'too many loads'"
        })
public final class PlanCommand {
    private static final int MOST_SAID = 20;
    private static final int MOST_PAIRS = 50;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        Verb.logFrom("error");
        System.exit(Verb.run(new PlanCommand(), args));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The last plans, newest first, with who ordered what and why.",
            footer = {"", "Example:", "  ./berth plan list --fleet demo --last 5"})
    int list(
            @Mixin StoreOptions store,
            @Option(names = "--last", paramLabel = "N", defaultValue = "20", description = "How many (default: 20).")
                    int last,
            @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
                    OutputForm output) {
        if (last < 1) {
            throw new ParameterException(spec.subcommands().get("list"), "--last is at least 1, not " + last);
        }
        try (Blackboard blackboard = store.open()) {
            PlanShelf shelf = shelf(blackboard);
            Control control = new ControlDesk(blackboard).read();
            List<PlanListText.Row> rows = new ArrayList<>();
            shelf.proposed().ifPresent(plan -> rows.add(PlanListText.Row.of(plan, "proposed")));
            shelf.plans().stream()
                    .limit(last)
                    .forEach(plan ->
                            rows.add(PlanListText.Row.of(plan, shelf.newest().equals(plan) ? "in force" : "")));
            List<Control.AuditEntry> said = control.audit()
                    .subList(
                            Math.max(0, control.audit().size() - MOST_SAID),
                            control.audit().size());
            if (output == OutputForm.JSON) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("plans", rows);
                answer.put("audit", control.audit());
                out().println(Json.writePretty(answer));
            } else {
                PlanListText.of(rows, said, System.currentTimeMillis()).forEach(out()::println);
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "What a plan changes, line by line, and why.",
            footer = {"", "Example:", "  ./berth plan show --fleet demo 8"})
    int show(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "N", arity = "0..1", description = "Its number (default: the one in force).")
                    String plan,
            @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
                    OutputForm output) {
        try (Blackboard blackboard = store.open()) {
            PlanShelf shelf = shelf(blackboard);
            PlacementPlan found = plan == null ? shelf.newest() : shelf.find(plan);
            if (output == OutputForm.JSON) {
                out().println(Json.writePretty(found));
            } else {
                out().println("Plan " + PlanShelf.number(found) + " (" + found.version() + "), made "
                        + TimeText.at(found.madeAtMillis()));
                out().print(PlanText.of(found));
            }
            return 0;
        }
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Where two plans differ.",
            footer = {"", "Example:", "  ./berth plan diff --fleet demo 7 8"})
    int diff(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "A", description = "Number of a plan.") String before,
            @Parameters(paramLabel = "B", description = "Number of another one.") String after,
            @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
                    OutputForm output) {
        try (Blackboard blackboard = store.open()) {
            PlanShelf shelf = shelf(blackboard);
            PlanDifference difference = PlanDifference.between(shelf.find(before), shelf.find(after));
            if (output == OutputForm.JSON) {
                out().println(Json.writePretty(difference));
            } else {
                DifferenceText.of(difference, "plan " + before, "plan " + after, MOST_PAIRS)
                        .forEach(out()::println);
            }
            return 0;
        }
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Lets the proposed plan take effect.",
            footer = {"", "Example:", "  ./berth plan approve --fleet demo 8 --reason 'looks right'"})
    int approve(
            @Mixin StoreOptions store,
            @Mixin SaidOptions said,
            @Parameters(paramLabel = "N", description = "Number of the proposed plan.") String plan)
            throws InterruptedException {
        try (Blackboard blackboard = store.open()) {
            PlacementPlan proposed = shelf(blackboard).findProposed(plan);
            long number = PlanShelf.number(proposed);
            Control control = order(blackboard, said, who -> ControlChange.approve(proposed.version(), who));
            return tell(
                    "Approved plan " + number,
                    control,
                    PlanEffect.await(blackboard, now -> PlanShelf.number(now) >= number));
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = {
                "Goes back to an earlier plan and makes no new one until it is released, or for a stated time.",
                "What is on pods that are gone is skipped and said."
            },
            footer = {"", "Example:", "  ./berth plan rollback --fleet demo 5 --hold 30m --reason 'too many loads'"})
    int rollback(
            @Mixin StoreOptions store,
            @Mixin SaidOptions said,
            @Option(
                            names = "--hold",
                            paramLabel = "TIME",
                            converter = TimeOption.Converter.class,
                            description = "Such as 30m (default: until './berth plan release').")
                    TimeOption hold,
            @Parameters(paramLabel = "N", description = "Number of the plan.") String plan)
            throws InterruptedException {
        try (Blackboard blackboard = store.open()) {
            PlanShelf shelf = shelf(blackboard);
            PlacementPlan earlier = shelf.findPublished(plan);
            PlacementPlan inForce = shelf.newest();
            Control control = order(
                    blackboard,
                    said,
                    who -> ControlChange.rollback(
                            earlier.version(), hold == null ? 0 : who.atMillis() + hold.millis(), who));
            if (earlier.version().equals(inForce.version())) {
                out().println("Plan " + PlanShelf.number(inForce) + " is in force, and no new one is made "
                        + (hold == null
                                ? "until './berth plan release'."
                                : "for " + TimeText.length(hold.millis()) + "."));
                return 0;
            }
            boolean there = earlier.assignments().equals(inForce.assignments());
            return tell(
                    "Back to plan " + PlanShelf.number(earlier),
                    control,
                    PlanEffect.await(blackboard, now -> there || now.version().isNewerThan(inForce.version())));
        }
    }

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Ends the hold of a rollback: plans are made again.",
            footer = {"", "Example:", "  ./berth plan release --fleet demo --reason 'the cause is found'"})
    int release(@Mixin StoreOptions store, @Mixin SaidOptions said) {
        try (Blackboard blackboard = store.open()) {
            order(blackboard, said, ControlChange::release);
            out().println("Released: plans are made again.");
            return 0;
        }
    }

    private static PlanShelf shelf(Blackboard blackboard) {
        return PlanShelf.of(
                blackboard.read(Keys.PLAN).orElse(null),
                blackboard.history(Keys.PLAN, DocumentKey.HISTORY_LENGTH),
                blackboard.read(Keys.PROPOSED).orElse(null));
    }

    private static Control order(Blackboard blackboard, SaidOptions said, Function<Said, ControlChange> change) {
        Said who = said.said();
        return new ControlDesk(blackboard).say(change.apply(who), who.atMillis());
    }

    private int tell(String ordered, Control control, Optional<PlacementPlan> effect) {
        if (effect.isPresent()) {
            out().println(ordered + ": plan " + PlanShelf.number(effect.get()) + " is in force.");
            out().println(effect.get().solver().trigger());
        } else if (control.frozen()) {
            out().println(ordered + ", once the fleet is unfrozen (" + control.frozenReason() + ").");
        } else {
            out().println(ordered + ", once an optimizer reads it: none has done so in " + PlanEffect.WAIT_SECONDS
                    + " s ('./berth optimize').");
        }
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
