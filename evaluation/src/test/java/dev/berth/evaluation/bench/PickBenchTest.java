package dev.berth.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.router.pick.Policies;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** How long a pick takes is the machine's; that each policy is measured, and makes no object, is not. */
class PickBenchTest {
    private static EngineSpec engine() {
        Engines engines = new Engines(Path.of(".."));
        return engines.read(engines.file("a10"));
    }

    @Test
    void eachPolicyIsMeasuredAndThoseOfTheProductMakeNoObject() {
        PickReport report = new PickBench(new PickBench.Options(engine(), 50, 10, 4, 2, 50_000, 1)).run(policy -> {});
        assertThat(report.rows()).extracting(PickReport.Row::policy).containsExactlyElementsOf(Policies.names());
        assertThat(report.rows())
                .filteredOn(row ->
                        row.policy().equals("slo-affinity") || row.policy().equals("lora-affinity"))
                .hasSize(2)
                .allSatisfy(row -> {
                    assertThat(row.alike().nanos().median()).isPositive();
                    assertThat(row.alike().bytes().least()).isLessThan(1);
                });
        assertThat(report.lines()).hasSize(2 + report.rows().size());
    }

    @Test
    void aModelHasNoMoreReplicasThanThereArePods() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PickBench.Options(engine(), 10, 3, 4, 1, 1_000, 1));
    }
}
