package dev.berth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.placement.PlacementPlan;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanCopiesTest {
    private static final PlacementPlan PLAN = WireSamples.plan();

    @Test
    void a_copy_differs_in_what_was_asked_for_and_in_nothing_else() throws Exception {
        assertThat(differences(PLAN.withVersion(new Version(9, 9)))).containsExactly("version");
        assertThat(differences(PLAN.withMadeAt(9))).containsExactly("madeAtMillis");
        assertThat(differences(PLAN.withPodCounts(Map.of("other", 9)))).containsExactly("podCounts");
        assertThat(differences(PLAN.withSolver(PLAN.solver().withTrigger("another"))))
                .containsExactly("solver");
        assertThat(differences(PLAN.withSpares(List.of()))).containsExactly("spares");
        assertThat(differences(PLAN.withDropped(List.of()))).containsExactly("dropped");
    }

    private static List<String> differences(PlacementPlan copy) throws ReflectiveOperationException {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : PlacementPlan.class.getRecordComponents()) {
            if (!component
                    .getAccessor()
                    .invoke(copy)
                    .equals(component.getAccessor().invoke(PLAN))) {
                names.add(component.getName());
            }
        }
        return names;
    }
}
