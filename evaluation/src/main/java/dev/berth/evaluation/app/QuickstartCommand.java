package dev.berth.evaluation.app;

import dev.berth.evaluation.quickstart.Quickstart;
import dev.berth.evaluation.quickstart.QuickstartOptions;
import dev.berth.evaluation.quickstart.Terminal;
import dev.berth.evaluation.stack.ChildFailedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./berth quickstart}: all of Berth on this machine. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = {
            "Runs all of Berth on this machine, without GPUs: starts Redis, Kafka, Flink, simulated pods, actuator and"
                    + " router, replays a trace under even dispatch and under Berth, prints one report, stops everything.",
            "Exit code 0: the loop was closed by live traffic, and nothing broke."
        },
        footer = {"", "Example:", "  ./berth quickstart --pods 6 --adapters 32 --load 0.7 --duration 90s"})
public final class QuickstartCommand implements Callable<Integer> {
    private static final String SAMPLE = "datasets/traces/azure-conv-like-600s.csv";

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Azure LLM 2023 CSV or Mooncake JSONL, recognised by its content (a sample of its own).")
    private Path trace;

    @Option(names = "--pods", defaultValue = "6", description = "Simulated pods (${DEFAULT-VALUE}).")
    private int pods;

    @Option(names = "--max-loras", defaultValue = "8", description = "GPU slots of a pod (${DEFAULT-VALUE}).")
    private int maxLoras;

    @Option(names = "--adapters", defaultValue = "32", description = "Adapters in the catalog (${DEFAULT-VALUE}).")
    private int adapters;

    @Option(
            names = "--zipf",
            defaultValue = "1.0",
            description = "Exponent of the adapters' popularity (${DEFAULT-VALUE}).")
    private double zipf;

    @Option(
            names = "--load",
            defaultValue = "0.7",
            description = "Offered load as a share of the fleet's profiled capacity (${DEFAULT-VALUE}).")
    private double load;

    @Option(
            names = "--engine",
            defaultValue = "a10",
            description = "Name in datasets/engines, or a file (${DEFAULT-VALUE}).")
    private String engine = "";

    @Option(
            names = "--duration",
            defaultValue = "90s",
            converter = DurationOption.class,
            description = "Of the sending in each arm (${DEFAULT-VALUE}).")
    private Duration duration = Duration.ZERO;

    @Option(names = "--seed", defaultValue = "1", description = "Of all that is drawn (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "json: the report on standard output, all else on standard error (${DEFAULT-VALUE}).")
    private OutputForm output = OutputForm.TEXT;

    @Option(names = "--keep", description = "Leave all running afterwards, until Ctrl-C.")
    private boolean keep;

    @Option(names = "--port", defaultValue = "0", description = "Of the router; 0: any free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--work-dir", paramLabel = "DIR", description = "For logs and data (a new temporary one).")
    private Path workDirectory;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "report.json",
            description = "Where the report is written (${DEFAULT-VALUE}).")
    private Path report;

    public static void main(String[] args) {
        System.setProperty("berth.log", "error");
        System.setProperty("berth.log.others", "error");
        System.exit(Verb.run(new QuickstartCommand(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("berth.home", "."));
        FileDescriptor stream = output == OutputForm.JSON ? FileDescriptor.err : FileDescriptor.out;
        PrintStream out = new PrintStream(new FileOutputStream(stream), false, StandardCharsets.UTF_8);
        boolean redraws = Tty.is(output == OutputForm.JSON ? Tty.ERR : Tty.OUT);
        try {
            Quickstart.Verdict verdict = new Quickstart(options(home), home, new Terminal(out, redraws)).run();
            if (output == OutputForm.JSON) {
                System.out.println(verdict.report());
            }
            return verdict.closed() ? 0 : 1;
        } catch (ChildFailedException e) {
            e.lastLines().forEach(line -> System.err.println("  | " + line));
            throw e;
        }
    }

    private QuickstartOptions options(Path home) {
        return new QuickstartOptions(
                trace == null ? home.resolve(SAMPLE) : trace,
                pods,
                maxLoras,
                adapters,
                zipf,
                load,
                engine,
                duration,
                seed,
                keep,
                port,
                Optional.ofNullable(workDirectory),
                report);
    }
}
