package dev.berth.actuator.app;

import dev.berth.actuator.Actuator;
import dev.berth.actuator.ActuatorConfig;
import dev.berth.actuator.Preview;
import dev.berth.actuator.declare.DeclarationFiles;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import dev.berth.domain.config.NearestName;
import dev.berth.domain.json.Json;
import dev.berth.store.DeposedException;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth actuate}: carries placement plans out. */
@Command(
        name = "actuate",
        description = "Carry placement plans out on the pods of a fleet file, and publish what is observed.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit: 0 ended as asked, 1 --once did not get there or another actuator took over, 2 wrong input.",
            "",
            "Example:",
            "  ./berth actuate --fleet-file fleet.yaml --catalog catalog.yaml --redis redis://127.0.0.1:6379",
            "  ./berth actuate --fleet-file fleet.yaml --catalog catalog.yaml --once --dry-run"
        })
public final class ActuateCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration; options override it")
    private Path configFile;

    @Option(names = "--fleet-file", paramLabel = "FILE", description = "deployments and pods (YAML)")
    private String fleetFile;

    @Option(names = "--catalog", paramLabel = "FILE", description = "adapters and SLO classes (YAML)")
    private String catalog;

    @Option(names = "--redis", paramLabel = "URL", description = "the blackboard (default: redis://127.0.0.1:6379)")
    private String redis;

    @Option(names = "--fleet", paramLabel = "NAME", description = "name of the fleet (default: default)")
    private String fleet;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "tell loads and unloads on berth.events")
    private String kafka;

    @Option(
            names = "--every",
            converter = DurationText.class,
            description = "how often pods are observed (default: 1s)")
    private Duration every;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "metrics and health; 0 takes a free one")
    private Integer adminPort;

    @Option(
            names = "--stable-after",
            converter = DurationText.class,
            description = "how long a pod answers before it gets adapters (default: 5s)")
    private Duration stableAfter;

    @Option(names = "--once", description = "bring the fleet to what is desired, then end")
    private boolean once;

    @Option(
            names = "--timeout",
            converter = DurationText.class,
            defaultValue = "5m",
            description = "of --once (default: ${DEFAULT-VALUE})")
    private Duration timeout;

    @Option(names = "--dry-run", description = "only print what would be done; implies --once")
    private boolean dryRun;

    @Option(names = "--output", description = "text or json, of --dry-run (default: ${DEFAULT-VALUE})")
    private Output output = Output.text;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Named as they are typed. */
    enum Output {
        text,
        json
    }

    public static void main(String[] args) {
        System.exit(commandLine(new ActuateCommand()).execute(args));
    }

    static CommandLine commandLine(ActuateCommand command) {
        return new CommandLine(command)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (!(e instanceof ConfigException)) {
                        throw e;
                    }
                    return refuse(line.getErr(), e.getMessage());
                })
                .setParameterExceptionHandler(
                        (e, parsed) -> refuse(e.getCommandLine().getErr(), wrong(e) + " (--help lists the options)"));
    }

    private static String wrong(CommandLine.ParameterException e) {
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String typed = unmatched.getUnmatched().get(0);
            return "unknown option '" + typed + "'"
                    + NearestName.hint(
                            typed,
                            e.getCommandLine().getCommandSpec().optionsMap().keySet());
        }
        return e.getMessage();
    }

    private static int refuse(PrintWriter err, String sentence) {
        err.println("berth actuate: " + sentence);
        err.flush();
        return 2;
    }

    @Override
    public Integer call() throws InterruptedException {
        ActuatorConfig config = overridden(configured());
        if (config.fleetFile().isEmpty() || config.catalogFile().isEmpty()) {
            throw new ConfigException("--fleet-file and --catalog are needed (--help shows an example)");
        }
        return dryRun ? preview(config) : run(config);
    }

    private int preview(ActuatorConfig config) {
        DeclarationFiles files = new DeclarationFiles(Path.of(config.fleetFile()), Path.of(config.catalogFile()));
        try (RedisBlackboard blackboard = new RedisBlackboard(config.redis(), config.fleet())) {
            Preview preview = Preview.of(config, files, blackboard, System::currentTimeMillis);
            PrintWriter out = spec.commandLine().getOut();
            out.println(output == Output.json ? Json.writePretty(preview) : PreviewText.of(preview));
            out.flush();
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private int run(ActuatorConfig config) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
        try (Actuator actuator = Actuator.start(config)) {
            var unused = actuator.deposed().whenComplete((none, e) -> ended.countDown());
            PrintWriter out = spec.commandLine().getOut();
            String admin =
                    actuator.adminPort() < 0 ? "" : " admin=http://" + config.adminHost() + ":" + actuator.adminPort();
            out.println("ready actuator fleet=" + config.fleet() + admin);
            out.flush();
            return once ? settle(actuator) : serve(actuator);
        } finally {
            closed.countDown();
        }
    }

    private int serve(Actuator actuator) throws InterruptedException {
        ended.await();
        return deposed(actuator) ? 1 : 0;
    }

    private int settle(Actuator actuator) throws InterruptedException {
        long until = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < until) {
            if (ended.await(100, TimeUnit.MILLISECONDS)) {
                return deposed(actuator) ? 1 : 0;
            }
            if (actuator.settled()) {
                return 0;
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("berth actuate: the fleet is not as desired after " + timeout.toSeconds() + " s: "
                + actuator.lastStep()
                        .map(step -> String.join("; ", step.notes()))
                        .orElse("no pod was observed"));
        err.flush();
        return 1;
    }

    private boolean deposed(Actuator actuator) {
        if (!actuator.deposed().isCompletedExceptionally()) {
            return false;
        }
        try {
            actuator.deposed().join();
        } catch (CompletionException e) {
            String why = e.getCause() instanceof DeposedException ? e.getCause().getMessage() : e.toString();
            PrintWriter err = spec.commandLine().getErr();
            err.println("berth actuate: " + why);
            err.flush();
        }
        return true;
    }

    /** On SIGTERM: lets {@link #call} close everything before the JVM goes. */
    private void end() {
        ended.countDown();
        try {
            if (!closed.await(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ActuatorConfig configured() {
        if (configFile == null) {
            return ActuatorConfig.DEFAULTS;
        }
        try {
            return ConfigText.read(configFile.toString(), Files.readString(configFile), ActuatorConfig.DEFAULTS);
        } catch (IOException e) {
            throw new ConfigException("configuration " + configFile + " can't be read: " + e.getMessage());
        }
    }

    private ActuatorConfig overridden(ActuatorConfig c) {
        try {
            return new Overrides(redis, fleet, kafka, fleetFile, catalog, adminPort, every, stableAfter).over(c);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }
}
