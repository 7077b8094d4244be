package dev.berth.simulator.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.simulator.http.OutputLengths;
import dev.berth.simulator.http.PodConfig;
import dev.berth.simulator.http.PodStartException;
import dev.berth.simulator.http.ServerFlags;
import dev.berth.simulator.http.SimulatedPod;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth simulate}: one process is one pod. */
@Command(
        name = "simulate",
        description = "Serve a simulated vLLM pod over HTTP: no GPU, its engine's timing, its wire.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "An adapter's rank is told by its path: a last directory that ends in -rN is of rank N, any other of 16.",
            "",
            "Example:",
            "  ./berth simulate --engine a10 --name pod-1 --port 9001 --base-model llama-3.1-8b --max-loras 8"
        })
public final class SimulateCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration; options override it")
    private Path config;

    @Option(names = "--engine", paramLabel = "NAME|FILE", description = "engine coefficients (default: a10)")
    private String engine;

    @Option(names = "--name", description = "name of the pod")
    private String name;

    @Option(names = "--host", description = "address to listen on (default: 127.0.0.1)")
    private String host;

    @Option(names = "--port", description = "port to listen on; 0 takes a free one (default: 0)")
    private Integer port;

    @Option(
            names = "--base-model",
            paramLabel = "MODEL",
            description = "name of the base model (default: the engine's)")
    private String baseModel;

    @Option(names = "--max-loras", paramLabel = "N", description = "GPU slots (default: the engine's)")
    private Integer maxLoras;

    @Option(
            names = "--max-cpu-loras",
            paramLabel = "N",
            description = "adapters in host memory (default: the engine's)")
    private Integer maxCpuLoras;

    @Option(names = "--lengths", paramLabel = "FILE", description = "output lengths, lines requestId,outputTokens")
    private String lengths;

    @Option(names = "--seed", description = "seed of the output lengths that are drawn (default: 1)")
    private Long seed;

    @Option(names = "--speed", description = "how many times faster than real time (default: 1)")
    private Double speed;

    @Option(names = "--api-key", paramLabel = "KEY", description = "bearer token that /v1 asks for")
    private String apiKey;

    @Option(names = "--start-seconds", paramLabel = "S", description = "wait so long before listening (default: 0)")
    private Double startSeconds;

    @Option(
            names = "--zombies",
            description = "unloaded adapters stay in the engine's memory, as in vLLM's Python front")
    private boolean zombies;

    @Option(names = "--dev-mode", description = "serve /sleep, /wake_up and /is_sleeping")
    private boolean devMode;

    @Option(names = "--enable-force-include-usage", description = "end every stream with a usage chunk")
    private boolean forceIncludeUsage;

    @Option(names = "--enable-request-id-headers", description = "echo X-Request-Id")
    private boolean requestIdHeaders;

    @Option(
            names = "--runtime-lora-updating",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "load and unload adapters over HTTP (default: on)")
    private boolean runtimeLoraUpdating;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    public static void main(String[] args) {
        System.exit(commandLine(new SimulateCommand()).execute(args));
    }

    static CommandLine commandLine(SimulateCommand command) {
        return new CommandLine(command)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (!(e instanceof ConfigException) && !(e instanceof PodStartException)) {
                        throw e;
                    }
                    line.getErr().println("berth simulate: " + e.getMessage());
                    line.getErr().flush();
                    return 2;
                })
                .setParameterExceptionHandler((e, parsed) -> {
                    PrintWriter err = e.getCommandLine().getErr();
                    err.println("berth simulate: " + e.getMessage() + " (--help lists the options)");
                    err.flush();
                    return 2;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        SimulateConfig chosen = overridden(configured());
        EngineSpec engineSpec = EngineFile.withLoras(
                new EngineFile(home()).read(chosen.engine()), chosen.maxLoras(), chosen.maxCpuLoras());
        PodConfig pod = pod(chosen.pod(), engineSpec);
        OutputLengths outputLengths = chosen.lengths().isEmpty()
                ? new OutputLengths(Map.of(), chosen.seed())
                : OutputLengths.read(Path.of(chosen.lengths()), chosen.seed());
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
        try {
            if (!ended.await(Math.round(chosen.startSeconds() * 1000), TimeUnit.MILLISECONDS)) {
                serve(SimulatedPod.start(pod, engineSpec, outputLengths, SimulatedPod.Clocks.SYSTEM));
            }
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private void serve(SimulatedPod pod) throws InterruptedException {
        try (pod) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("ready pod name=" + pod.name() + " url=" + pod.url());
            out.flush();
            ended.await();
        }
    }

    /** Asks the pod to end and waits until it did, so that the process does not leave before the last answers. */
    void end() {
        ended.countDown();
        try {
            if (!closed.await(10, TimeUnit.SECONDS)) {
                spec.commandLine().getErr().println("berth simulate: the pod did not close in 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SimulateConfig configured() {
        if (config == null) {
            return SimulateConfig.DEFAULTS;
        }
        try {
            return ConfigText.read(config.toString(), Files.readString(config), SimulateConfig.DEFAULTS);
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration " + config + ": " + e.getMessage());
        }
    }

    private SimulateConfig overridden(SimulateConfig file) {
        try {
            return new SimulateConfig(
                    or(engine, file.engine()),
                    or(maxLoras, file.maxLoras()),
                    or(maxCpuLoras, file.maxCpuLoras()),
                    or(lengths, file.lengths()),
                    or(seed, file.seed()),
                    or(startSeconds, file.startSeconds()),
                    file.pod());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private PodConfig pod(PodConfig file, EngineSpec engineSpec) {
        String servedByFile =
                file.baseModel().equals(PodConfig.DEFAULTS.baseModel()) ? engineSpec.model() : file.baseModel();
        ServerFlags flags = new ServerFlags(
                zombies || file.flags().zombies(),
                runtimeLoraUpdating && file.flags().runtimeLoraUpdating(),
                devMode || file.flags().devMode(),
                forceIncludeUsage || file.flags().forceIncludeUsage(),
                requestIdHeaders || file.flags().requestIdHeaders());
        try {
            return new PodConfig(
                    or(name, file.name()),
                    or(host, file.host()),
                    or(port, file.port()),
                    or(baseModel, servedByFile),
                    or(apiKey, file.apiKey()),
                    or(speed, file.speed()),
                    file.missingPathMarker(),
                    file.maxBodyBytes(),
                    file.maxLoraInfoSeries(),
                    flags);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private static Path home() {
        return Path.of(System.getProperty("berth.home", "."));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
