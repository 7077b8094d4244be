package dev.berth.optimizer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PublishTerms;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    private static PlacementPlan plan(PlanInputs in, String trigger) {
        PlanMaker maker = new PlanMaker(
                new OptaPlannerPolicy(1_000),
                PlanningTerms.DEFAULTS.with(t -> t.spareCopies(0)),
                PublishTerms.DEFAULTS,
                () -> 0);
        Decision decision = maker.decide(in, new PlanMaker.Trigger(trigger, false), 1, 0);
        return ((Decision.Publish) decision).draft().withVersion(new Version(1, 1));
    }

    @Test
    void aHotSpotReadsAsItsRemedy() throws IOException {
        Story story = Story.of(3)
                .adapter("chat", 16, "interactive", 1, 0, 0)
                .adapter("docs")
                .adapter("code")
                .adapter("big", 128, "batch", 1, 0, 0)
                .asked("chat", 3)
                .asked("docs", 2)
                .asked("code", 2)
                .asked("big", 0.5);
        story.inForce(plan(story.inputs(), "first look at the fleet"))
                .later(30_000)
                .asked("chat", 13);

        assertThat(PlanText.of(plan(story.inputs(), "demand of chat moved 0.30 → 1.30 pods")))
                .isEqualTo(golden("hot-spot.txt"));
    }

    @Test
    void tooFewPodsReadAsWhatIsMissing() throws IOException {
        Story story = Story.of(1)
                .adapter("chat", 16, "interactive", 1, 0, 0)
                .adapter("bulk", 16, "batch", 1, 0, 0)
                .asked("chat", 7)
                .asked("bulk", 6);

        assertThat(PlanText.of(plan(story.inputs(), "asked for once"))).isEqualTo(golden("too-few-pods.txt"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = PlanTextTest.class.getResourceAsStream("/golden/" + name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
