package dev.berth.evaluation.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.scenario.ScenarioFault.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The long profile runs 2,000: {@code ./berth verify -Dberth.faultSeeds=2000}. */
class FaultSeedsTest {
    private static final int SEEDS = Integer.getInteger("berth.faultSeeds", 100);

    @Test
    void whateverGoesWrongPromisesAreKept() {
        List<String> broken = new ArrayList<>();
        Set<Kind> played = EnumSet.noneOf(Kind.class);
        FaultSeeds.run(1, SEEDS, Runtime.getRuntime().availableProcessors(), run -> {
            run.story().scenario().faults().forEach(fault -> played.add(fault.kind()));
            if (!run.kept()) {
                broken.add(run.head() + " " + run.broken());
            }
        });
        assertThat(broken).as("replay one by ./berth evaluate faults --seed N").isEmpty();
        assertThat(played).as("every kind of fault was among them").containsExactlyInAnyOrder(Kind.values());
    }

    @Test
    void aSeedIsAWholeStory() {
        List<String> first = new ArrayList<>();
        List<String> again = new ArrayList<>();
        FaultRun run = FaultRun.of(17, first::add);
        assertThat(FaultRun.of(17, again::add).bytes()).isEqualTo(run.bytes());
        assertThat(again).isEqualTo(first);
        assertThat(FaultRun.of(18).bytes()).isNotEqualTo(run.bytes());
        assertThat(first).anyMatch(line -> line.contains("FAULT"));
    }
}
