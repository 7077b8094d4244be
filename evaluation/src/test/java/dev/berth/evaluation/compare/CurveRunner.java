package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.scenario.ScenarioFloors;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;

/** An honest twin of the world: attainment is a known function of the run, and nothing else matters. */
public final class CurveRunner implements Runner {
    private final ToDoubleFunction<RunSpec> attainment;
    private final Queue<RunSpec> made = new ConcurrentLinkedQueue<>();
    private volatile String version = "1";
    private volatile String adapter = "lora-1";

    public CurveRunner(ToDoubleFunction<RunSpec> attainment) {
        this.attainment = attainment;
    }

    /** From now on another code, or another scenario. */
    void change(String toVersion) {
        version = toVersion;
    }

    public CurveRunner naming(String anAdapter) {
        adapter = anAdapter;
        return this;
    }

    /** All runs that were made, not remembered. */
    List<RunSpec> made() {
        return List.copyOf(made);
    }

    @Override
    public String fingerprint(RunSpec spec) {
        return version;
    }

    @Override
    public RunResult run(RunSpec spec) {
        made.add(spec);
        return MadeResults.of(spec, attainment.applyAsDouble(spec), adapter);
    }

    @Override
    public Description describe(Workload workload) {
        int pods = workload.pods() == 0 ? 10 : workload.pods();
        return new Description(
                "does placement matter",
                pods,
                64,
                new ScenarioFloors(79_500, 132.5, 2, 4, 0.725, 0.81, 8, 9, 1.38, 0.999),
                List.of());
    }
}
