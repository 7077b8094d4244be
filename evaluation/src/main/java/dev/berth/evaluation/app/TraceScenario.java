package dev.berth.evaluation.app;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.scenario.Floors;
import dev.berth.evaluation.scenario.LoraOverhead;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioFloors;
import dev.berth.evaluation.scenario.Scenarios;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth trace scenario}. */
@Command(
        name = "scenario",
        description = {
            "Prints what scenarios offer to their fleets, and what no algorithm can beat: the pods that slots and load"
                    + " need at least, and the share of requests that an idle pod serves within SLO."
        },
        footer = {"", "Example: ./berth trace scenario S1 S3"})
final class TraceScenario implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "SCENARIO", description = "S1 to S6, or scenario files")
    private List<String> scenarios;

    @Option(names = "--trace", description = "trace in place of the scenarios' own")
    private Path trace;

    @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--output", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputForm output;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    /** A scenario and its floors at both ends of the LoRA overhead. */
    record Described(
            String scenario,
            String asks,
            double seconds,
            int pods,
            int adapters,
            ScenarioFloors low,
            ScenarioFloors high,
            List<String> notes) {}

    @Override
    public Integer call() {
        Scenarios known = new Scenarios(Path.of(System.getProperty("berth.home", ".")));
        List<Described> described = new ArrayList<>();
        for (String name : scenarios) {
            described.add(describe(trace == null ? known.named(name) : known.named(name, trace)));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputForm.JSON) {
            out.println(Json.writePretty(described));
            return 0;
        }
        out.println("scenario pods adapters overhead  requests  per s  slot floor (strict)  load mean/peak"
                + "  load floor mean/peak  rate of floors  ceiling");
        described.forEach(each -> print(each, out));
        return 0;
    }

    private Described describe(Scenario scenario) {
        return new Described(
                scenario.name(),
                scenario.asks(),
                scenario.durationNanos() / 1e9,
                scenario.pods().size(),
                scenario.catalog().adapters().size(),
                Floors.of(scenario.withLoraOverhead(LoraOverhead.LOW), seed),
                Floors.of(scenario.withLoraOverhead(LoraOverhead.HIGH), seed),
                scenario.notes());
    }

    private static void print(Described each, PrintWriter out) {
        out.println(line(each, "low", each.low()));
        out.println(line(each, "high", each.high()));
        each.notes().forEach(note -> out.println("  " + note));
    }

    private static String line(Described each, String overhead, ScenarioFloors floors) {
        return String.format(
                Locale.ROOT,
                "%-8s %4d %8d %-8s %9d %6.1f %11d %8s %7.2f / %-5.2f %13d / %-6d %14.2f  %6.2f %%",
                each.scenario(),
                each.pods(),
                each.adapters(),
                overhead,
                floors.requests(),
                floors.requestsPerSecond(),
                floors.slotFloor(),
                "(" + floors.strictSlotFloor() + ")",
                floors.load(),
                floors.peakLoad(),
                floors.loadFloor(),
                floors.peakLoadFloor(),
                floors.rateOfFloors(),
                100 * floors.ceiling());
    }
}
