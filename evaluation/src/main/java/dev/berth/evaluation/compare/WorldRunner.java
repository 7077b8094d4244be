package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.scenario.Floors;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.virtual.VirtualWorld;
import dev.berth.evaluation.virtual.WorldConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Runs in the virtual world, of scenarios that were read before. */
public final class WorldRunner implements Runner {
    /** The seed whose runs are drawn: they keep the placement at more times. */
    public static final long DRAWN_SEED = 1;

    private static final int PARTS_DRAWN = 4;

    private final Map<String, Scenario> scenarios;
    private final WorldConfig config;
    private final String code;
    private final Map<Workload, Description> described = new ConcurrentHashMap<>();

    /**
     * @param scenarios by the name that workloads use
     * @param code names the code that runs, see {@link CodeVersion}
     */
    public WorldRunner(Map<String, Scenario> scenarios, WorldConfig config, String code) {
        this.scenarios = new TreeMap<>(scenarios);
        this.config = config;
        this.code = code;
    }

    @Override
    public String fingerprint(RunSpec spec) {
        Scenario scenario = scenario(spec.workload());
        return Sha256.of(code, config(spec, scenario).toString(), scenario.fingerprint());
    }

    @Override
    public RunResult run(RunSpec spec) {
        Scenario scenario = scenario(spec.workload());
        return VirtualWorld.run(scenario, spec.arm(), config(spec, scenario), spec.seed());
    }

    @Override
    public Description describe(Workload workload) {
        return described.computeIfAbsent(workload, asked -> {
            Scenario scenario = scenario(asked);
            List<String> notes = new ArrayList<>(scenario.notes());
            notes.add("requests of the first " + config.warmUpSeconds() + " s are served and not judged");
            WorldConfig.Errors errors = config.errors();
            if (errors.demand() != 1) {
                notes.add("the planner is told " + errors.demand() + " times the rates that are asked for");
            }
            if (errors.capacity() != 1) {
                notes.add("the planner is told " + errors.capacity() + " times the rates that a pod can serve");
            }
            return new Description(
                    scenario.asks(),
                    scenario.pods().size(),
                    scenario.catalog().adapters().size(),
                    Floors.of(scenario, DRAWN_SEED),
                    notes);
        });
    }

    private WorldConfig config(RunSpec spec, Scenario scenario) {
        WorldConfig shifting = config.withShiftsAt(scenario.shiftsAtSeconds());
        int seconds = (int) (scenario.durationNanos() / 1_000_000_000L);
        List<Integer> drawn = IntStream.range(1, PARTS_DRAWN)
                .mapToObj(part -> seconds * part / PARTS_DRAWN)
                .toList();
        return spec.seed() == DRAWN_SEED ? shifting.withPlacementsAt(drawn) : shifting;
    }

    private Scenario scenario(Workload workload) {
        Scenario scenario = scenarios.get(workload.scenario()).withLoraOverhead(workload.overhead());
        if (workload.rate() != 1) {
            scenario = scenario.atRate(workload.rate());
        }
        if (workload.pods() > 0) {
            scenario = scenario.withPods(workload.pods());
        }
        return workload.seconds() > 0 ? scenario.lasting(workload.seconds()) : scenario;
    }
}
