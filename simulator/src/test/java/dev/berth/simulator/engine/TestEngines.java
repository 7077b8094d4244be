package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import java.util.List;

/**
 * An engine whose times can be added up in the head: a step takes 10 ms, 1 ms more for each decoding sequence, 0.1 ms for each
 * prompt token; 1 adapter in the batch makes it 1.2 times as long, 2 make it 1.3 times. A rank-16 adapter is read in 100 ms
 * the first time and 20 ms later, rank 32 in 200 and 40 ms; into a slot takes 5 ms.
 */
public final class TestEngines {
    private static final StepTime STEP_TIME = new StepTime(10, 1, 0.1, 0, 0.1, 0.1);
    private static final List<LoadTime> LOAD_TIMES =
            List.of(new LoadTime(16, 5, 100, 20), new LoadTime(32, 5, 200, 40));

    private TestEngines() {}

    public static EngineSpec roomy() {
        return with(new EngineLimits(64, 2048, 160_000, 16, 8192, 8, 16, 32));
    }

    public static EngineSpec with(EngineLimits limits) {
        return new EngineSpec("test", "none", "base", 1, STEP_TIME, limits, LOAD_TIMES, 4, 0, List.of());
    }

    /** vLLM's V0 scheduling and no prefix cache; a prompt may fill the whole step. */
    static EngineSpec prefillFirst(int maxNumSeqs, int maxModelLen, int kvBlocks, int maxLoras) {
        return with(new EngineLimits(
                maxNumSeqs,
                Math.max(maxModelLen, maxNumSeqs),
                16L * kvBlocks,
                16,
                maxModelLen,
                maxLoras,
                2 * maxLoras,
                32,
                true,
                true));
    }

    static EngineSpec withLoras(int maxLoras, int maxCpuLoras) {
        return roomy().withLimits(roomy().limits().withLoras(maxLoras, maxCpuLoras));
    }

    static EngineSpec withKvBlocks(int blocks) {
        return with(new EngineLimits(64, 2048, 16L * blocks, 16, 8192, 8, 16, 32));
    }

    static EngineSpec withBatchedTokens(int tokens) {
        return with(new EngineLimits(64, tokens, 160_000, 16, 8192, 8, 16, 32));
    }

    static EngineSpec withSequences(int sequences) {
        return with(new EngineLimits(sequences, 2048, 160_000, 16, 8192, 8, 16, 32));
    }
}
