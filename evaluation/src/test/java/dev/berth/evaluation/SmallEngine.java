package dev.berth.evaluation;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import java.util.List;

/** An engine with round numbers: a step of 10 ms, 1 ms for each prompt token, nothing else. */
public final class SmallEngine {
    public static final EngineSpec SPEC = new EngineSpec(
            "small",
            "none",
            "llama",
            1,
            new StepTime(10, 0, 1, 0, 0, 0),
            new EngineLimits(8, 1000, 10_000, 16, 4096, 4, 8, 16),
            List.of(new LoadTime(8, 5, 100, 50)),
            4,
            1,
            List.of());

    private SmallEngine() {}
}
