package dev.berth.evaluation.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.scenario.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedProfilesTest {
    private static LatencyProfile profile(String engine) {
        Engines engines = new Engines(Path.of(".."));
        EngineSpec spec = engines.read(engines.file(engine));
        return ProfileFromEngine.of(Version.firstOf(1), 1, "default/sim", "llama", spec, new SloTarget(2, 0.1, 0), 8);
    }

    @Test
    void whatWasLearnedStandsBesideWhatWasDeclared() {
        List<String> lines =
                LearnedProfiles.lines(Map.of("default/sim", profile("l40s")), Map.of("default/sim", profile("a10")));
        assertThat(lines.get(0)).startsWith("default/sim: learned from 0 requests");
        assertThat(lines).anyMatch(line -> line.contains("bytes of a prompt token") && line.contains("4.00"));
        assertThat(lines).hasSize(7);
    }

    @Test
    void whereNothingWasLearnedItSaysWhatHolds() {
        assertThat(LearnedProfiles.lines(Map.of(), Map.of("default/sim", profile("a10"))))
                .singleElement()
                .asString()
                .contains("nothing was learned", "the declared profile holds");
    }
}
