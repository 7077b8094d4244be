package dev.berth.router.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import dev.berth.router.Router;
import dev.berth.router.RouterConfig;
import dev.berth.router.RouterStartException;
import dev.berth.router.access.AccessConfig;
import dev.berth.router.access.KeyRing;
import dev.berth.router.http.HttpConfig;
import dev.berth.router.log.KafkaConfig;
import dev.berth.router.pick.Policies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth router}: one process is one router. */
@Command(
        name = "router",
        description = "Route OpenAI-compatible requests to the pods that hold their models.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A request may choose its policy with the header routing-strategy.",
            "",
            "Examples:",
            "  ./berth router --redis redis://127.0.0.1:6379 --fleet demo --kafka 127.0.0.1:9092",
            "  ./berth router --table table.json --policy least-request --port 8080",
            "  openssl rand -hex 24 | tee key.txt | ./berth router --hash-key"
        })
public final class RouterCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration; options override it")
    private Path config;

    @Option(names = "--name", description = "name of this router (default: router-1)")
    private String name;

    @Option(names = "--host", description = "address to listen on (default: 127.0.0.1)")
    private String host;

    @Option(names = "--port", description = "port to listen on; 0 takes a free one (default: 8080)")
    private Integer port;

    @Option(names = "--admin-port", description = "port for metrics, health, debug (default: 8081)")
    private Integer adminPort;

    @Option(names = "--redis", paramLabel = "URL", description = "redis://HOST:PORT of the blackboard")
    private String redis;

    @Option(names = "--fleet", paramLabel = "NAME", description = "name of the fleet (default: default)")
    private String fleet;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "record requests there (default: not at all)")
    private String kafka;

    @Option(
            names = "--policy",
            description = "one of ${COMPLETION-CANDIDATES} (default: slo-least-load)",
            completionCandidates = PolicyNames.class)
    private String policy;

    @Option(names = "--table", paramLabel = "FILE", description = "routing table from a JSON file, not from Redis")
    private String table;

    @Option(names = "--keys", paramLabel = "FILE", description = "tenants, hashes of their keys, quotas")
    private String keys;

    @Option(
            names = "--hash-key",
            description = "print the hash of the key on standard input, for the file of keys, and end")
    private boolean hashKey;

    @Option(names = "--seed", description = "seed of the picks' randomness; 0: another one each time (default: 0)")
    private Long seed;

    @Spec
    private CommandSpec spec;

    /** For the help. */
    static final class PolicyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Policies.names().iterator();
        }
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    public static void main(String[] args) {
        tuneNetty();
        System.exit(commandLine(new RouterCommand()).execute(args));
    }

    /** Before Netty's classes are there, which read these once; what the command line of the JVM says stands. */
    private static void tuneNetty() {
        // Looking for leaked buffers costs a hundredth of the time; tests look at each one.
        System.getProperties().putIfAbsent("io.netty.leakDetection.level", "disabled");
        // A loop keeps buffers of the size of a large request as it keeps small ones, without asking a shared arena.
        System.getProperties().putIfAbsent("io.netty.allocator.maxCachedBufferCapacity", Integer.toString(128 << 10));
    }

    static CommandLine commandLine(RouterCommand command) {
        return new CommandLine(command)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (!(e instanceof ConfigException) && !(e instanceof RouterStartException)) {
                        throw e;
                    }
                    line.getErr().println("berth router: " + e.getMessage());
                    line.getErr().flush();
                    return 2;
                })
                .setParameterExceptionHandler((e, parsed) -> {
                    PrintWriter err = e.getCommandLine().getErr();
                    err.println("berth router: " + e.getMessage() + " (--help lists the options)");
                    err.flush();
                    return 2;
                });
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (hashKey) {
            return printHash();
        }
        RouterConfig chosen = overridden(configured());
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
        try (Router router = Router.start(chosen);
                ConfigWatch watch = watch(router)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("ready router url=http://" + chosen.http().host() + ":" + router.port() + " admin=http://"
                    + chosen.adminHost() + ":" + router.adminPort());
            out.flush();
            ended.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private ConfigWatch watch(Router router) {
        return new ConfigWatch(config, () -> router.reconfigure(overridden(configured())));
    }

    private int printHash() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String key = in.readLine();
        if (key == null || key.isBlank()) {
            throw new ConfigException("there is no key on standard input");
        }
        spec.commandLine().getOut().println(KeyRing.hash(key.strip()));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Asks the router to end and waits until it did, so that the process does not leave before the last answers. */
    void end() {
        ended.countDown();
        try {
            if (!closed.await(30, TimeUnit.SECONDS)) {
                spec.commandLine().getErr().println("berth router: the router did not close in 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RouterConfig configured() {
        if (config == null) {
            return RouterConfig.DEFAULTS;
        }
        try {
            return ConfigText.read(config.toString(), Files.readString(config), RouterConfig.DEFAULTS);
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration " + config + ": "
                    + (Files.exists(config) ? e.getMessage() : "no such file"));
        }
    }

    private RouterConfig overridden(RouterConfig file) {
        try {
            HttpConfig http = file.http()
                    .withHost(or(host, file.http().host()))
                    .withPort(or(port, file.http().port()));
            KafkaConfig requests = new KafkaConfig(
                    or(kafka, file.kafka().bootstrap()),
                    file.kafka().bufferedRecords(),
                    file.kafka().deliveryTimeoutMillis());
            return new RouterConfig(
                    or(name, file.name()),
                    or(policy, file.policy()),
                    file.adminHost(),
                    or(adminPort, file.adminPort()),
                    or(redis, file.redis()),
                    or(fleet, file.fleet()),
                    or(table, file.table()),
                    file.profilePeriodMillis(),
                    or(seed, file.seed()),
                    http,
                    requests,
                    file.models(),
                    new AccessConfig(or(keys, file.access().keysFile())));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
