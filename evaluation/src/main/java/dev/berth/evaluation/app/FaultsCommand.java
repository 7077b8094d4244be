package dev.berth.evaluation.app;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.faults.FaultRun;
import dev.berth.evaluation.faults.FaultSeeds;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./berth evaluate faults}. */
@Command(
        name = "faults",
        description = {
            "Runs the whole control plane on small simulated fleets with random faults (pods, zones, actuators, optimizer,"
                    + " routers, Redis), and checks what must hold in every one.",
            "A seed is a whole story: the same one gives the same run, event by event."
        },
        footer = {
            "",
            "Example: ./berth evaluate faults --seeds 2000",
            "Example: ./berth evaluate faults --seed 17     tells what happened, line by line"
        })
final class FaultsCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(names = "--from", defaultValue = "1", description = "first seed of --seeds (default: ${DEFAULT-VALUE})")
    private long from;

    @Option(names = "--output", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputForm output;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    /** One, or many. */
    static final class Which {
        @Option(names = "--seed", paramLabel = "N", description = "one run, with a log of what happens in it")
        private Long seed;

        @Option(names = "--seeds", paramLabel = "N", description = "so many runs; each that fails is named")
        private Integer seeds;
    }

    /** What is said of a run to a program. */
    record Told(long seed, String story, boolean kept, List<String> broken) {
        static Told of(FaultRun run) {
            return new Told(run.story().seed(), run.head(), run.kept(), run.broken());
        }
    }

    @Override
    public Integer call() throws Exception {
        return which.seed != null ? one(which.seed) : many(which.seeds);
    }

    private int one(long seed) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputForm.JSON) {
            FaultRun run = FaultRun.of(seed);
            out.println(Json.writePretty(Told.of(run)));
            return run.kept() ? 0 : 1;
        }
        FaultRun run = FaultRun.of(seed, out::println);
        out.println();
        out.println(run.head());
        run.broken().forEach(promise -> out.println("broken: " + promise));
        out.println(run.kept() ? "every promise was kept" : run.broken().size() + " promises were broken");
        return run.kept() ? 0 : 1;
    }

    private int many(int count) throws Exception {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds is at least 1, not " + count);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        boolean shown = Tty.is(Tty.ERR);
        List<Told> broken = new ArrayList<>();
        int[] done = new int[1];
        int threads = Math.min(count, Runtime.getRuntime().availableProcessors());
        FaultSeeds.run(from, count, threads, run -> {
            done[0]++;
            if (!run.kept()) {
                broken.add(Told.of(run));
            }
            if (shown) {
                progress.printf("\r%d of %d runs, %d broken", done[0], count, broken.size());
                progress.flush();
            }
        });
        if (shown) {
            progress.println();
        }
        if (output == OutputForm.JSON) {
            out.println(Json.writePretty(broken));
            return broken.isEmpty() ? 0 : 1;
        }
        for (Told told : broken) {
            out.println(told.story());
            told.broken().forEach(promise -> out.println("  broken: " + promise));
            out.println("  replay: ./berth evaluate faults --seed " + told.seed());
        }
        out.println(count + " runs, " + broken.size() + " with a broken promise");
        return broken.isEmpty() ? 0 : 1;
    }
}
