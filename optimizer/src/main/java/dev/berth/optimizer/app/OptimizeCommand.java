package dev.berth.optimizer.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.explain.PlanText;
import dev.berth.optimizer.loop.BoardReading;
import dev.berth.optimizer.loop.Optimizer;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.policy.PolicyTraits.Foresight;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.Publication;
import dev.berth.store.RedisBlackboard;
import dev.berth.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./berth optimize}: makes placement plans, once or for ever. */
@Command(
        name = "optimize",
        description = "Makes placement plans: which pods hold which adapters, at which share of their traffic.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, or stopped", "1:could not plan; the sentence on stderr says why", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./berth optimize --fleet demo --every 30s             plan for ever",
            "  ./berth optimize --fleet demo --once --dry-run        show what would change, change nothing",
            "  ./berth optimize --catalog-doc catalog.json --fleet-doc fleet.json --demand-doc demand.json \\",
            "      --profiles-doc profiles.json --plan-out plan.json plan on files, without a store"
        })
public final class OptimizeCommand implements Callable<Integer> {
    @Option(names = "--redis", paramLabel = "URL", defaultValue = "redis://127.0.0.1:6379", description = "The store.")
    private String redis = "";

    @Option(names = "--fleet", paramLabel = "NAME", defaultValue = "default", description = "Name of the fleet.")
    private String fleet = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML or JSON with the keys of docs/configuration.md.")
    private Path configFile;

    @Option(names = "--every", paramLabel = "TIME", description = "Period, such as 30s or 2m (default: 30s).")
    private String every;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the search (default: 1).")
    private Long seed;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Placement policy (default: optaplanner): ${COMPLETION-CANDIDATES}.",
            completionCandidates = PolicyNames.class)
    private String policy;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "Serve metrics on 127.0.0.1 (default: none).")
    private Integer adminPort;

    @Option(
            names = "--once",
            description = "Make one plan, publish it if it is worth it, and end. Takes over from a running optimizer.")
    private boolean once;

    @Option(names = "--dry-run", description = "Make one plan, show it, and publish nothing.")
    private boolean dryRun;

    @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
    private String output = "";

    @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "%nPlan on documents in files, without a store:%n")
    private Files files;

    @Spec
    private CommandSpec spec;

    /** The policies that can be run without a replay. */
    private static final class PolicyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Placements.names().stream()
                    .filter(name -> Placements.named(name).traits().demand() != Foresight.COMING)
                    .iterator();
        }
    }

    private static final class Files {
        @Option(names = "--catalog-doc", paramLabel = "FILE", required = true, description = "catalog document")
        private Path catalog;

        @Option(names = "--fleet-doc", paramLabel = "FILE", required = true, description = "fleet document")
        private Path fleet;

        @Option(names = "--demand-doc", paramLabel = "FILE", required = true, description = "demand documents")
        private Path demand;

        @Option(names = "--profiles-doc", paramLabel = "FILE", required = true, description = "profile documents")
        private Path profiles;

        @Option(names = "--current-doc", paramLabel = "FILE", description = "plan document in force (default: none)")
        private Path current;

        @Option(names = "--plan-out", paramLabel = "FILE", description = "write the new plan document there")
        private Path planOut;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(out, new PrintWriter(System.err, true, StandardCharsets.UTF_8), args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new OptimizeCommand())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(OptimizeCommand::refuse)
                .setExecutionExceptionHandler(OptimizeCommand::fail)
                .execute(args);
    }

    private static int refuse(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("berth optimize: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See ./berth optimize --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof ConfigException
                || e instanceof StoreUnavailableException
                || e instanceof java.io.UncheckedIOException) {
            line.getErr().println("berth optimize: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    @Override
    public Integer call() throws Exception {
        if (!output.equals("text") && !output.equals("json")) {
            throw new ParameterException(spec.commandLine(), "--output is text or json, not '" + output + "'");
        }
        OptimizerConfig config = config();
        if (files != null) {
            return planOnFiles(config);
        }
        try (Blackboard blackboard = new RedisBlackboard(redis, fleet)) {
            return once || dryRun ? planOnce(config, blackboard) : planForEver(config, blackboard);
        }
    }

    private OptimizerConfig config() {
        OptimizerConfig config = configFile == null
                ? OptimizerConfig.DEFAULTS
                : ConfigText.read(configFile.toString(), PlanDocuments.text(configFile), OptimizerConfig.DEFAULTS);
        if (every != null) {
            config = config.withEverySeconds(seconds(every));
        }
        if (seed != null) {
            config = config.withSeed(seed);
        }
        if (policy != null) {
            config = withPolicy(config);
        }
        return adminPort == null ? config : config.withAdminPort(adminPort);
    }

    private OptimizerConfig withPolicy(OptimizerConfig config) {
        try {
            return config.withPolicy(policy);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--policy: " + e.getMessage(), e);
        }
    }

    private double seconds(String text) {
        java.util.regex.Matcher m = java.util.regex.Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)")
                .matcher(text);
        if (!m.matches() || Double.parseDouble(m.group(1)) <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--every is a time above 0 such as 500ms, 30s or 2m, not '" + text + "'");
        }
        double unit =
                switch (m.group(2)) {
                    case "ms" -> 0.001;
                    case "m" -> 60;
                    case "h" -> 3600;
                    default -> 1;
                };
        return Double.parseDouble(m.group(1)) * unit;
    }

    private int planOnFiles(OptimizerConfig config) {
        PlanInputs in = PlanDocuments.read(files.catalog, files.fleet, files.demand, files.profiles, files.current);
        Decision decision = decide(config, in);
        if (decision instanceof Decision.Publish publish && files.planOut != null && !dryRun) {
            dev.berth.domain.Version next = in.currentPlan()
                    .map(plan -> plan.version().next())
                    .orElse(dev.berth.domain.Version.firstOf(in.nowMillis()));
            PlanDocuments.write(files.planOut, Json.writePretty(PlanMaker.at(next, publish.draft())) + "\n");
        }
        return show(decision);
    }

    private int planOnce(OptimizerConfig config, Blackboard blackboard) {
        long now = System.currentTimeMillis();
        BoardReading board = new BoardReading(blackboard);
        board.refresh(true, now);
        PlanInputs in = board.inputs(blackboard.read(Keys.PLAN).orElse(null), now);
        if (board.control().frozen() && !dryRun) {
            throw new ConfigException("the fleet is frozen: " + board.control().frozenReason()
                    + "; --dry-run shows what a plan would do");
        }
        Decision decision = decide(config, in);
        if (decision instanceof Decision.Publish publish && !dryRun) {
            Publication<PlacementPlan> publication = new Publication<>(blackboard, Keys.PLAN, now);
            publication.publish(version -> PlanMaker.at(version, publish.draft()));
            if (!publication.refill()) {
                throw new ConfigException("the store went away before the plan was written");
            }
        }
        return show(decision);
    }

    private static Decision decide(OptimizerConfig config, PlanInputs in) {
        PlanMaker maker = new PlanMaker(
                config.placementPolicy(), config.planning(), config.publish(), config.scale(), System::nanoTime);
        return maker.decide(in, new PlanMaker.Trigger("asked for once", false), config.seed(), in.nowMillis());
    }

    private int planForEver(OptimizerConfig config, Blackboard blackboard) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (Optimizer optimizer = Optimizer.start(config, blackboard, System::currentTimeMillis)) {
            Runtime.getRuntime().addShutdownHook(new Thread(optimizer::close, "optimizer-end"));
            String admin = optimizer.adminPort() < 0 ? "" : " admin=http://127.0.0.1:" + optimizer.adminPort();
            out.println("ready optimizer fleet=" + fleet + " redis=" + redis + " every=" + config.everySeconds() + "s"
                    + admin);
            optimizer.awaitEnd();
            if (optimizer.deposed()) {
                spec.commandLine().getErr().println("berth optimize: another optimizer has taken over fleet " + fleet);
                return CommandLine.ExitCode.SOFTWARE;
            }
            return CommandLine.ExitCode.OK;
        }
    }

    private int show(Decision decision) {
        PrintWriter out = spec.commandLine().getOut();
        if (decision instanceof Decision.NotReady notReady) {
            throw new ConfigException(
                    "not ready to plan: " + notReady.readiness().sentence());
        }
        boolean publish = decision instanceof Decision.Publish;
        PlacementPlan plan =
                decision instanceof Decision.Publish p ? p.draft() : ((Decision.Keep) decision).considered();
        String reason = decision instanceof Decision.Publish p ? p.reason() : ((Decision.Keep) decision).reason();
        if (output.equals("json")) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("decision", publish ? "publish" : "keep");
            answer.put("published", publish && !dryRun && files == null);
            answer.put("reason", reason);
            answer.put("plan", plan);
            out.println(Json.writePretty(answer));
            return CommandLine.ExitCode.OK;
        }
        if (!publish) {
            out.println("No changes: " + reason + ".");
            return CommandLine.ExitCode.OK;
        }
        out.print(PlanText.of(plan));
        out.println(dryRun || files != null ? "Nothing was published." : "Published.");
        return CommandLine.ExitCode.OK;
    }
}
