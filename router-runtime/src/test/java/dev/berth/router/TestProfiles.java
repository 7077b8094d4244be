package dev.berth.router;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import java.util.List;

/** The offline profile of {@link TestTables#DEPLOYMENT}. */
public final class TestProfiles {
    private TestProfiles() {}

    public static LatencyProfile profile() {
        EngineSpec engine = new EngineSpec(
                "test",
                "GPU",
                "llama",
                1,
                new StepTime(10, 0.1, 0.05, 0, 0, 0),
                new EngineLimits(256, 2048, 200_000, 16, 32_768, 8, 32, 64),
                List.of(new LoadTime(16, 10, 100, 100)),
                4,
                1,
                List.of("made for this test"));
        return ProfileFromEngine.of(
                Version.firstOf(1), 1, TestTables.DEPLOYMENT, "llama", engine, new SloTarget(2, 0.1, 0), 4);
    }
}
