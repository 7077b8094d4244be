package dev.berth.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.scenario.Engines;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deterministic: virtual time, one seed. */
class ProfileBenchTest {
    private static EngineSpec engine(String name) {
        Engines engines = new Engines(Path.of(".."));
        return engines.read(engines.file(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a10", "a100-aibrix", "h100"})
    void aProfileLearnedInTenMinutesIsWithinTenPercentOfTheEngine(String name) {
        ProfileReport report =
                new ProfileBench(new ProfileBench.Options(List.of(engine(name)), 10, 0.3, 1)).run(text -> {});
        assertThat(report.rows()).hasSize(6).allSatisfy(row -> {
            assertThat(row.mean()).as("%s: %s", row.engine(), row.story()).isLessThan(0.10);
            assertThat(row.p95()).as("%s: %s", row.engine(), row.story()).isLessThan(0.20);
        });
        assertThat(report.rows())
                .filteredOn(row -> !row.story().contains("after"))
                .allSatisfy(row -> {
                    assertThat(row.drifts())
                            .as("a steady engine does not drift")
                            .isZero();
                    assertThat(row.publications())
                            .as("told when it changed, of 54 fits")
                            .isLessThan(25);
                });
        assertThat(report.rows())
                .filteredOn(row -> row.story().equals("all is heard"))
                .allSatisfy(row -> assertThat(row.measured().mean())
                        .as("capacity of measured cells")
                        .isLessThan(0.10));
        assertThat(report.rows())
                .filteredOn(row -> row.story().contains("1.5 x slower"))
                .allSatisfy(row -> assertThat(row.drifts()).as("seen once").isEqualTo(1));
    }
}
