package dev.berth.evaluation.quickstart;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayPlanOptions;
import dev.berth.evaluation.replay.ReplayPlans;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.evaluation.stack.StackConfig;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is run: fleet, catalog and traffic, the same in both arms.
 *
 * @param engine with the slots that were asked for
 * @param capacity requests a second that the fleet serves of this trace's lengths, by profile
 * @param plan what is sent; each arm sends it under ids of its own
 */
record Scenario(
        QuickstartOptions options,
        Path engineFile,
        EngineSpec engine,
        List<SloClass> classes,
        List<AdapterSpec> adapters,
        double capacity,
        ReplayPlan plan) {
    static final String BASE_MODEL = "llama-3.1-8b";
    static final String FLEET = "quickstart";

    /** Even dispatch needs a place for each adapter, and plans a few more. */
    private static final int LEAST_CPU_LORAS = 32;

    private static final Duration OPTIMIZE_EVERY = Duration.ofSeconds(10);

    /**
     * @param home the repository
     */
    static Scenario prepare(QuickstartOptions options, Path home) {
        Engines engines = new Engines(home);
        Path engineFile = engines.file(options.engine());
        EngineSpec declared = engines.read(engineFile);
        int cpuLoras = Math.max(
                Math.max(LEAST_CPU_LORAS, 2 * options.maxLoras()),
                declared.limits().maxCpuLoras());
        EngineSpec engine = declared.withLimits(declared.limits().withLoras(options.maxLoras(), cpuLoras));
        List<SloClass> classes = SyntheticCatalog.classes(engine);
        List<AdapterSpec> adapters = SyntheticCatalog.adapters(options.adapters(), classes, BASE_MODEL, options.seed());
        Trace trace = TraceFiles.read(options.trace());
        ReplayPlanOptions unscaled = planOptions(options, engine, adapters, 0);
        Trace segment = ReplayPlans.segment(trace, unscaled, options.seed());
        double capacity = new FleetCapacity(engine, options.maxLoras(), profileTarget(classes))
                .requestsPerSecond(segment, options.pods());
        ReplayPlan plan = ReplayPlans.from(
                trace, planOptions(options, engine, adapters, options.load() * capacity), options.seed());
        return new Scenario(options, engineFile, engine, classes, adapters, capacity, plan);
    }

    private static ReplayPlanOptions planOptions(
            QuickstartOptions options, EngineSpec engine, List<AdapterSpec> adapters, double requestsPerSecond) {
        List<String> names = adapters.stream().map(AdapterSpec::name).toList();
        return ReplayPlanOptions.of(options.duration().toMillis() / 1000.0, requestsPerSecond, names, BASE_MODEL)
                .withZipf(options.zipf())
                .withMaxModelLen(engine.limits().maxModelLen());
    }

    /** The middle class: what capacity is told for. */
    private static SloTarget profileTarget(List<SloClass> classes) {
        return classes.get(1).target();
    }

    RequestJudge judge() {
        Map<String, SloClass> byName = classes.stream().collect(Collectors.toMap(SloClass::name, Function.identity()));
        Map<String, SloClass> byModel =
                adapters.stream().collect(Collectors.toMap(AdapterSpec::name, a -> byName.get(a.sloClass())));
        return new RequestJudge(model -> byModel.getOrDefault(model, SloClass.STANDARD), engine);
    }

    StackConfig stack(Path workDirectory, List<ReplayPlan> plans) throws IOException {
        return new StackConfig(
                FLEET,
                engineFile.toString(),
                engine.gpu(),
                engine.pricePerHour(),
                BASE_MODEL,
                options.pods(),
                options.maxLoras(),
                engine.limits().maxCpuLoras(),
                adapters,
                classes,
                profileTarget(classes),
                options.port(),
                OPTIMIZE_EVERY,
                Optional.of(lengths(workDirectory, plans)),
                options.seed(),
                workDirectory,
                Map.of());
    }

    /** True output lengths, for the pods only. */
    private static Path lengths(Path workDirectory, List<ReplayPlan> plans) throws IOException {
        Path all = Files.createFile(workDirectory.resolve("lengths.csv"));
        Path one = workDirectory.resolve("lengths-of-one-arm.csv");
        for (ReplayPlan plan : plans) {
            plan.writeLengths(one);
            Files.write(all, Files.readAllBytes(one), StandardOpenOption.APPEND);
        }
        Files.deleteIfExists(one);
        return all;
    }
}
