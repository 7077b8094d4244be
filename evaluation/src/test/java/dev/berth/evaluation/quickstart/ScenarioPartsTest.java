package dev.berth.evaluation.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioPartsTest {
    /** Tests run in the module's directory. */
    private static final Path HOME = Path.of("..");

    private final Engines engines = new Engines(HOME);
    private final EngineSpec a10 = engines.read(engines.file("a10"));

    @ParameterizedTest
    @ValueSource(strings = {"a10", "a100", "a100-aibrix", "h100", "l20", "l40s", "vllm-0.5.0"})
    void everyEngineMeetsItsTargetsWhenItIsIdle(String name) {
        EngineSpec engine = engines.read(engines.file(name));
        double idleTpot = engine.stepTime().millis(1, 0, 2_000, 1) / 1000;
        double idleTtft =
                engine.stepTime().idlePrefillSeconds(1_155, engine.limits().maxBatchedTokens());

        for (SloClass c : SyntheticCatalog.classes(engine)) {
            SloTarget target = c.target();
            assertThat(target.tpotSeconds())
                    .as(c.name())
                    .satisfiesAnyOf(
                            t -> assertThat(t).isZero(), t -> assertThat(t).isGreaterThan(idleTpot));
            assertThat(target.ttftSeconds())
                    .as(c.name())
                    .satisfiesAnyOf(
                            t -> assertThat(t).isZero(), t -> assertThat(t).isGreaterThan(idleTtft));
            assertThat(target.e2eSeconds())
                    .as(c.name())
                    .satisfiesAnyOf(
                            t -> assertThat(t).isZero(), t -> assertThat(t).isGreaterThan(idleTtft + 400 * idleTpot));
        }
    }

    @Test
    void ranksAndClassesHaveTheirSharesExactly() {
        List<AdapterSpec> adapters = SyntheticCatalog.adapters(100, SyntheticCatalog.classes(a10), "base", 1);

        assertThat(count(adapters, AdapterSpec::rank))
                .containsExactlyInAnyOrderEntriesOf(Map.of(8, 35L, 16, 35L, 32, 20L, 64, 10L));
        assertThat(count(adapters, AdapterSpec::sloClass))
                .containsExactlyInAnyOrderEntriesOf(Map.of("interactive", 50L, "standard", 35L, "batch", 15L));
        assertThat(adapters.get(0).name()).isEqualTo("adapter-001");
    }

    @Test
    void theSameSeedMakesTheSameCatalog() {
        List<SloClass> classes = SyntheticCatalog.classes(a10);

        assertThat(SyntheticCatalog.adapters(32, classes, "base", 5))
                .isEqualTo(SyntheticCatalog.adapters(32, classes, "base", 5))
                .isNotEqualTo(SyntheticCatalog.adapters(32, classes, "base", 6));
    }

    @Test
    void capacityOfEqualRequestsIsThatOfAPodTimesPods() {
        SloTarget target = new SloTarget(2, 0.12, 0);
        Trace equal = Trace.ofUnordered("equal", List.of(request(0, 500, 100), request(1, 500, 100)));
        double ofOnePod = new SloCapacity(a10, 8).atSlo(500, 100, target).requestsPerSecond();

        assertThat(new FleetCapacity(a10, 8, target).requestsPerSecond(equal, 6))
                .isCloseTo(6 * ofOnePod, within(1e-9));
    }

    @Test
    void aRequestThatNoPodServesInTimeStillCostsPodTime() {
        SloTarget unreachable = new SloTarget(2, 0.001, 0);
        Trace one = Trace.ofUnordered("one", List.of(request(0, 500, 100)));

        assertThat(new FleetCapacity(a10, 8, unreachable).requestsPerSecond(one, 1))
                .isPositive()
                .isFinite();
    }

    @Test
    void aMistypedEngineIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> engines.file("a11"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown engine 'a11'; did you mean 'a10'?");
    }

    @Test
    void anOldJavaAndTooLittleMemoryAreEachOneSentence() {
        assertThatThrownBy(() -> Preconditions.java(11))
                .hasMessage("wrong JDK: this is Java 11; Berth needs 17 or newer.");
        assertThatThrownBy(() -> Preconditions.memory(6, OptionalLong.of(800)))
                .hasMessageStartingWith("not enough memory: 6 pods");
        Preconditions.memory(6, OptionalLong.empty());
    }

    private static <K> Map<K, Long> count(List<AdapterSpec> adapters, Function<AdapterSpec, K> key) {
        return adapters.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    private static TraceRequest request(double at, int in, int out) {
        return new TraceRequest(at, in, out, List.of());
    }
}
