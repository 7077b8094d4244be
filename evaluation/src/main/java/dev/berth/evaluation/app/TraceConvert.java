package dev.berth.evaluation.app;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.app.TraceOutput.Format;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.scenario.Scenarios;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceFiles;
import dev.berth.simulator.trace.TraceRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth trace convert}. */
@Command(
        name = "convert",
        description = {
            "Cuts, scales and rewrites a trace; or writes down the requests of a scenario, models and all.",
            "Mooncake's arrivals are spread over their grid of 3 s. In Berth's request log the times to the first token and"
                    + " to the end are those of an idle pod."
        },
        footer = {
            "",
            "Example: ./berth trace convert mooncake.jsonl --seconds 300 --rate 4 --max-model-len 16384 --out cut.csv",
            "Example: ./berth trace convert --scenario S3 --seconds 600 --seed 2 --format berth --out requests.jsonl"
        })
final class TraceConvert implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "trace to read; with --scenario, in place of the scenario's own")
    private Path file;

    @Option(
            names = "--scenario",
            description = "name or file of a scenario, which scales the trace and says who asks for which adapter")
    private String scenario;

    @Option(
            names = "--format",
            description =
                    "azure (CSV), mooncake (JSONL with prefix blocks) or berth (JSONL with models); default: azure, with"
                            + " --scenario berth")
    private Format format;

    @Option(names = "--start", description = "second to begin at (default: 0)")
    private Double start;

    @Option(names = "--seconds", description = "length of the cut (default: to the end)")
    private Double seconds;

    @Option(names = "--rate", description = "mean requests a second to scale to (default: as it is)")
    private Double rate;

    @Option(names = "--max-model-len", description = "leave out requests with more prompt + output tokens")
    private Integer maxModelLen;

    @Option(
            names = "--model",
            defaultValue = "llama-3.1-8b",
            description = "what requests without a model ask for in Berth's request log (default: ${DEFAULT-VALUE})")
    private String model;

    @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--out", required = true, description = "file to write")
    private Path out;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        refuseNegatives();
        Path home = Path.of(System.getProperty("berth.home", "."));
        PrintWriter said = spec.commandLine().getOut();
        said.println(scenario == null ? trace(home, said) : scenario(home, said));
        return 0;
    }

    private void refuseNegatives() {
        if (seconds != null && !(seconds > 0)) {
            throw wrong("--seconds " + seconds + " is no length; say more than 0");
        }
        if (start != null && !(start >= 0)) {
            throw wrong("--start " + start + " lies before the trace; say 0 or more");
        }
        if (rate != null && !(rate > 0)) {
            throw wrong("--rate " + rate + " is no rate; say more than 0");
        }
        if (maxModelLen != null && maxModelLen < 1) {
            throw wrong("--max-model-len " + maxModelLen + " leaves nothing; say 1 or more");
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private String scenario(Path home, PrintWriter said) throws IOException {
        if (start != null || rate != null || maxModelLen != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--start, --rate and --max-model-len don't go with --scenario, which says them itself");
        }
        Scenarios scenarios = new Scenarios(home);
        Scenario read = file == null ? scenarios.named(scenario) : scenarios.named(scenario, file);
        read.notes().forEach(said::println);
        Scenario wanted = seconds == null ? read : read.lasting(seconds);
        Iterator<ScenarioRequest> requests = wanted.requests(seed);
        Iterator<TraceRequest> written = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return requests.hasNext();
            }

            @Override
            public TraceRequest next() {
                return traceRequest(requests.next());
            }
        };
        return TraceOutput.write(
                written,
                out,
                format == null ? Format.BERTH : format,
                wanted.deployments().get(0).baseModel(),
                wanted::referenceEngine);
    }

    private static TraceRequest traceRequest(ScenarioRequest request) {
        List<Long> blocks = Arrays.stream(request.prefixBlocks()).boxed().toList();
        return new TraceRequest(
                request.arrivalNanos() / 1e9, request.promptTokens(), request.outputTokens(), blocks, request.model());
    }

    private String trace(Path home, PrintWriter said) throws IOException {
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "give a trace FILE, or --scenario");
        }
        SplittableRandom random = new SplittableRandom(seed);
        Trace trace = TraceFiles.read(file);
        if (trace.isOnGrid(Trace.MOONCAKE_GRID_SECONDS)) {
            trace = trace.deQuantised(Trace.MOONCAKE_GRID_SECONDS, random.split());
        }
        double from = start == null ? 0 : start;
        if (start != null || seconds != null) {
            trace = trace.segment(from, seconds == null ? trace.durationSeconds() - from : seconds);
        }
        if (maxModelLen != null) {
            int before = trace.requests().size();
            trace = trace.fitting(maxModelLen);
            said.println((before - trace.requests().size()) + " of " + before + " requests left out: longer than "
                    + maxModelLen + " tokens");
        }
        if (rate != null) {
            trace = trace.atRate(rate, random.split());
        }
        return TraceOutput.write(
                trace.requests().iterator(),
                out,
                format == null ? Format.AZURE : format,
                model,
                () -> nominalEngine(home));
    }

    /** Whose idle latencies stand in a log of requests that nobody served. */
    private static EngineSpec nominalEngine(Path home) {
        Engines engines = new Engines(home);
        return engines.read(engines.file("h100"));
    }
}
