package dev.berth.evaluation.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.evaluation.virtual.WorldConfig.Errors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the planner believes of load, when it is told wrong of demand or of capacity. */
class ToldWrongTest {
    private static double believedLoad(Errors errors) {
        List<PlacementPlan> plans = new ArrayList<>();
        VirtualWorld.run(
                SmallWorld.of().pods(1).perSecond(4).seconds(100).scenario(),
                new Arm("optaplanner", "least-request", "fixed"),
                SmallWorld.CONFIG.withErrors(errors),
                1,
                new WorldWatch() {
                    @Override
                    public void planned(long now, PlacementPlan plan) {
                        plans.add(plan);
                    }
                });
        return plans.stream()
                .mapToDouble(plan -> plan.after().worstPodLoad())
                .max()
                .orElseThrow();
    }

    @Test
    void moreDemandAndLessCapacityAreMoreLoad() {
        double right = believedLoad(Errors.NONE);
        assertThat(right).isPositive();
        assertThat(believedLoad(new Errors(1.5, 1)) / right).isBetween(1.2, 1.8);
        assertThat(believedLoad(new Errors(1, 0.5)) / right).isBetween(1.4, 2.6);
    }
}
