package dev.berth.optimizer.app;

import dev.berth.domain.config.ConfigText;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.certify.BoundSolver;
import dev.berth.optimizer.loop.Optimizer;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.optimizer.loop.PlanningTurn;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.policy.PolicyTraits.Foresight;
import dev.berth.optimizer.policy.RememberedPlacements;
import dev.berth.optimizer.problem.InputReadiness;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.whatif.Supposition;
import dev.berth.optimizer.whatif.WhatIf;
import dev.berth.optimizer.whatif.WhatIfText;
import dev.berth.store.Blackboard;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./berth optimize}: makes placement plans, once or for ever, or tells what one would be. */
@Command(
        name = "optimize",
        description = "Makes placement plans: which pods hold which adapters, at which share of their traffic.",
        mixinStandardHelpOptions = true,
        subcommands = GenerateCommand.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, or stopped", "1:could not plan; the sentence on stderr says why", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./berth optimize --fleet demo --every 30s             plan for ever",
            "  ./berth optimize --fleet demo --every 30s --approval  propose plans; './berth plan approve' lets them in",
            "  ./berth optimize --fleet demo --once --dry-run        show what would change, change nothing",
            "  ./berth optimize --fleet demo --what-if pods-1 --what-if 'adapter sql demand*2'",
            "  ./berth optimize --from DIR --plan-out plan.json      plan on files, without a store",
            "  ./berth optimize --from DIR --certify                 and say how far from the best it is at most"
        })
public final class OptimizeCommand implements Callable<Integer> {
    private static final int MOST_PAIRS = 30;
    private static final int MOST_PORT = 65_535;

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML or JSON with the keys of docs/configuration.md.")
    private Path configFile;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = TimeOption.Converter.class,
            description = "Period, such as 30s or 2m (default: 30s).")
    private TimeOption every;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the search (default: 1).")
    private Long seed;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Placement policy (default: optaplanner): ${COMPLETION-CANDIDATES}.",
            completionCandidates = PolicyNames.class)
    private String policy;

    @Option(
            names = "--approval",
            description = "Propose plans; one takes effect when './berth plan approve' says so (default: at once).")
    private boolean approval;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "Serve metrics on 127.0.0.1 (default: none).")
    private Integer adminPort;

    @Option(
            names = "--once",
            description = "Make one plan, publish it if it is worth it, and end. Takes over from a running optimizer.")
    private boolean once;

    @Option(names = "--dry-run", description = "Make one plan, show it, and publish nothing.")
    private boolean dryRun;

    @Option(
            names = "--what-if",
            paramLabel = "CHANGE",
            converter = SuppositionConverter.class,
            description = {
                "Show what would come of a change beside what would come without it; publish nothing.",
                "May be given several times, for all of them together: " + Supposition.GRAMMAR + "."
            })
    private List<Supposition> whatIf = List.of();

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private CertifyOptions certify;

    @Option(names = "--output", paramLabel = "FORM", defaultValue = "text", description = "text or json.")
    private OutputForm output = OutputForm.TEXT;

    @Option(names = "--plan-out", paramLabel = "FILE", description = "Write the new plan document there.")
    private Path planOut;

    @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "%nPlan on documents in files, without a store:%n")
    private FileOptions files;

    @Spec
    private CommandSpec spec;

    /** How far from the best a plan is at most. */
    private static final class CertifyOptions {
        @Option(
                names = "--certify",
                required = true,
                description = {
                    "Bound the plan by a solver, OR-Tools: the plan states how far from the best it is at most.",
                    "With --once, --dry-run or documents in files; without it, bounds are weaker ones in closed form."
                })
        private boolean wanted;

        @Option(
                names = "--solver-seconds",
                paramLabel = "N",
                defaultValue = "30",
                description = "certify: time for each of two bounds; they are what is proven until then (default: 30).")
        private double seconds;
    }

    /** The policies that can be run without a replay. */
    private static final class PolicyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Placements.names().stream()
                    .filter(name -> Placements.named(name).traits().demand() != Foresight.COMING)
                    .iterator();
        }
    }

    private static final class SuppositionConverter implements ITypeConverter<Supposition> {
        @Override
        public Supposition convert(String text) {
            try {
                return Supposition.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    public static void main(String[] args) {
        System.exit(Verb.run(new OptimizeCommand(), args));
    }

    @Override
    public Integer call() throws Exception {
        boolean ask = files != null || once || dryRun || !whatIf.isEmpty();
        if (ask) {
            Verb.logFrom("warn"); // The answer says it all.
        }
        requireCertifiable();
        if (planOut != null && !ask) {
            throw new ParameterException(
                    spec.commandLine(), "--plan-out goes with --once, --dry-run, --what-if or documents in files");
        }
        OptimizerConfig config = config();
        if (files != null) {
            return onFiles(config);
        }
        try (Blackboard blackboard = store.open()) {
            return ask ? planOnce(config, blackboard) : planForEver(config, blackboard);
        }
    }

    /**
     * @param file null for the defaults
     */
    static OptimizerConfig config(Path file) {
        return file == null
                ? OptimizerConfig.DEFAULTS
                : ConfigText.read(file.toString(), PlanDocuments.text(file), OptimizerConfig.DEFAULTS);
    }

    private OptimizerConfig config() {
        OptimizerConfig config = config(configFile);
        if (every != null) {
            config = config.withEverySeconds(every.seconds());
        }
        if (seed != null) {
            config = config.withSeed(seed);
        }
        if (approval) {
            config = config.withApproval();
        }
        try {
            config = policy == null ? config : config.withPolicy(policy);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--policy: " + e.getMessage(), e);
        }
        if (adminPort != null && (adminPort < -1 || adminPort > MOST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--admin-port is 0 to " + MOST_PORT + ", or -1 for none; not " + adminPort);
        }
        return adminPort == null ? config : config.withAdminPort(adminPort);
    }

    private void requireCertifiable() {
        if (certify == null || !certify.wanted) {
            return;
        }
        if (!whatIf.isEmpty() || (files == null && !once && !dryRun)) {
            throw new ParameterException(
                    spec.commandLine(), "--certify goes with --once, --dry-run or documents in files");
        }
        if (!(certify.seconds > 0)) {
            throw new ParameterException(spec.commandLine(), "--solver-seconds is above 0");
        }
    }

    private static PlanMaker maker(OptimizerConfig config) {
        return maker(config, config.placementPolicy(), System::nanoTime);
    }

    private static PlanMaker maker(OptimizerConfig config, PlacementPolicy policy, LongSupplier nanos) {
        return new PlanMaker(policy, config.planning(), config.publish(), config.scale(), nanos);
    }

    /**
     * @param policy that has made the plan
     */
    private Decision certified(Decision decision, RememberedPlacements policy, BoundSolver solver) {
        return solver == null ? decision : new PlanCertifier(policy, solver, certify.seconds).certified(decision);
    }

    /**
     * @return null if nothing is to be certified
     */
    private BoundSolver boundSolver() {
        return certify == null ? null : PlanCertifier.solver();
    }

    private int onFiles(OptimizerConfig config) {
        PlanInputs in = files.read(warning -> spec.commandLine().getErr().println("berth optimize: " + warning));
        if (!whatIf.isEmpty()) {
            return answer(config, in);
        }
        BoundSolver solver = boundSolver();
        RememberedPlacements policy = new RememberedPlacements(config.placementPolicy());
        // The same documents give the same bytes: how long the search took is not told.
        Decision decision = maker(config, policy, () -> 0)
                .decide(in, new PlanMaker.Trigger("asked for once", false), config.seed(), in.nowMillis());
        decision = certified(decision, policy, solver);
        return plans().show(decision, in.currentPlan().orElse(null), in.nowMillis(), "Nothing was published.");
    }

    private int planOnce(OptimizerConfig config, Blackboard blackboard) {
        long now = System.currentTimeMillis();
        BoundSolver solver = boundSolver();
        RememberedPlacements policy = new RememberedPlacements(config.placementPolicy());
        PlanningTurn turn = new PlanningTurn(config, maker(config, policy, System::nanoTime), blackboard, now);
        turn.read(true, now);
        if (!whatIf.isEmpty()) {
            return answer(config, turn.inputs(now));
        }
        if (!dryRun) {
            requireThawed(turn);
            Optional<PlacementPlan> before = turn.inForce();
            Optional<PlacementPlan> ordered = turn.obey(now);
            if (ordered.isPresent()) {
                return ordered(turn, before.orElse(null), ordered.get());
            }
            requireNotHeld(turn, now);
        }
        PlanningTurn.Considered considered = turn.considerNow("asked for once", now);
        considered = considered.with(certified(considered.decision(), policy, solver));
        PlacementPlan inForce = turn.inForce().orElse(null);
        String done = "Nothing was published.";
        if (considered.decision() instanceof Decision.Publish && !dryRun) {
            turn.carryOut(considered, now);
            requireStored(turn);
            done = turn.proposed()
                    .map(plan -> "Proposed as plan " + plan.version().counter() + "; './berth plan approve "
                            + plan.version().counter() + "' lets it take effect.")
                    .orElseGet(() -> "Published as plan "
                            + turn.inForce().orElseThrow().version().counter() + ".");
        }
        return plans().show(considered.decision(), inForce, now, done);
    }

    private static void requireThawed(PlanningTurn turn) {
        if (turn.control().frozen()) {
            throw new RefusedException(
                    "the fleet is frozen: " + turn.control().frozenReason() + "; --dry-run shows what a plan would do");
        }
    }

    private static void requireStored(PlanningTurn turn) {
        if (!turn.stored()) {
            throw new RefusedException("the store went away before the plan was written");
        }
    }

    /** An approval or a way back that nobody has carried out yet comes before any plan of ours. */
    private int ordered(PlanningTurn turn, PlacementPlan before, PlacementPlan plan) {
        requireStored(turn);
        Decision decision = new Decision.Publish(plan.solver().trigger(), plan);
        String done = "Published as plan " + plan.version().counter() + ", as it was ordered.";
        return plans().show(decision, before, plan.madeAtMillis(), done);
    }

    private static void requireNotHeld(PlanningTurn turn, long now) {
        turn.held(now).ifPresent(held -> {
            throw new RefusedException("the fleet is " + held + "; --dry-run shows what a plan would do");
        });
    }

    private int answer(OptimizerConfig config, PlanInputs in) {
        InputReadiness readiness =
                InputReadiness.of(in, in.nowMillis(), config.publish().staleMillis());
        if (!readiness.ready()) {
            throw NotReadyAnswer.say(readiness, in.nowMillis(), output, out());
        }
        WhatIf answer = WhatIf.ask(
                in, whatIf, maker(config), config.planning(), config.publish().staleMillis(), config.seed());
        if (output == OutputForm.JSON) {
            out().println(Json.writePretty(answer));
        } else {
            WhatIfText.of(answer, MOST_PAIRS).forEach(out()::println);
        }
        plans().write(answer.plan(), in.currentPlan().orElse(null), in.nowMillis());
        return CommandLine.ExitCode.OK;
    }

    private int planForEver(OptimizerConfig config, Blackboard blackboard) throws InterruptedException {
        try (Optimizer optimizer = Optimizer.start(config, blackboard, System::currentTimeMillis)) {
            Runtime.getRuntime().addShutdownHook(new Thread(optimizer::close, "optimizer-end"));
            String admin = optimizer.adminPort() < 0 ? "" : " admin=http://127.0.0.1:" + optimizer.adminPort();
            out().println("ready optimizer fleet=" + store.fleet + " redis=" + store.redis + " every="
                    + config.everySeconds() + "s" + (config.approval() ? " approval=true" : "") + admin);
            optimizer.awaitEnd();
            if (optimizer.deposed()) {
                spec.commandLine()
                        .getErr()
                        .println("berth optimize: another optimizer has taken over fleet " + store.fleet);
                return CommandLine.ExitCode.SOFTWARE;
            }
            return CommandLine.ExitCode.OK;
        }
    }

    private PlanAnswer plans() {
        return new PlanAnswer(out(), output, planOut);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
