package dev.berth.optimizer.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.json.Json;
import dev.berth.domain.placement.Assignment;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.problem.Units;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InstanceGeneratorTest {
    private static final InstanceShape SHAPE = new InstanceShape(200, 20, 14, 0.69, 1.0, 0.1, 7);

    private static final Instance INSTANCE = InstanceGenerator.of(SHAPE);

    @Test
    void theSameShapeMakesTheSameDocumentsAndAnotherSeedOthers() {
        assertThat(Json.write(InstanceGenerator.of(SHAPE))).isEqualTo(Json.write(INSTANCE));
        assertThat(Json.write(InstanceGenerator.of(SHAPE.withSeed(8)).demand()))
                .isNotEqualTo(Json.write(INSTANCE.demand()));
    }

    @Test
    void aQuarterOfThePodsIsLargeAndTheLoadIsTheShareAskedFor() {
        PlacementProblem problem = ProblemReader.read(INSTANCE.inputs(), PlanningTerms.DEFAULTS, 180_000);

        double capacity = problem.seats().stream()
                .mapToDouble(s -> s.deployment().equals("bench/large") ? 1.8 : 1)
                .sum();
        double load = problem.models().stream()
                .mapToDouble(m -> Units.pods(m.facts().load()))
                .sum();

        assertThat(problem.seats()).hasSize(20);
        assertThat(capacity).isCloseTo(15 + 5 * 1.8, within(1e-9));
        assertThat(load / capacity).isCloseTo(0.69, within(0.05));
        long idle = Units.load(PlanningTerms.DEFAULTS.idleLoad());
        problem.models().stream()
                .filter(m -> m.load(problem.seats().get(3)) > idle)
                .forEach(m -> assertThat(m.load(problem.seats().get(3)) * 1.8)
                        .as("load of " + m + " on a large pod, in standard ones")
                        .isCloseTo(m.load(problem.seats().get(0)), within(1.5)));
    }

    @Test
    void thePlanInForceWasGoodForTheDemandBeforeTheDrift() {
        Instance still = InstanceGenerator.of(new InstanceShape(200, 20, 14, 0.69, 1.0, 0, 7));
        Map<String, Double> load = new TreeMap<>();
        Map<String, Integer> residents = new TreeMap<>();
        still.demand().forEach(d -> {
            List<Assignment> on = still.plan().assignments().get(d.model());
            assertThat(on.stream().mapToDouble(Assignment::weight).sum()).isCloseTo(1, within(1e-9));
            on.forEach(a -> {
                double capacity =
                        still.fleet().pod(a.pod()).orElseThrow().deployment().equals("bench/large") ? 18 : 10;
                load.merge(a.pod().pod(), d.forecastPerSecond() * a.weight() / capacity, Double::sum);
                residents.merge(a.pod().pod(), 1, Integer::sum);
            });
        });

        assertThat(load.values()).allMatch(l -> l <= 0.8 * 1.1 + 1e-6, "within target but for the jitter of a tenth");
        assertThat(residents.values()).allMatch(n -> n <= 14);
        assertThat(still.fleet().pods()).allMatch(p -> p.registered().size() == residents.get(p.id().pod()));
    }

    @Test
    void driftExchangesPopularityButLeavesTheSumAsItIs() {
        Instance still = InstanceGenerator.of(new InstanceShape(200, 20, 14, 0.69, 1.0, 0, 7));

        long changed = 0;
        double before = 0;
        double after = 0;
        for (int i = 0; i < 200; i++) {
            double was = still.demand().get(i).forecastPerSecond();
            double is = INSTANCE.demand().get(i).forecastPerSecond();
            before += was;
            after += is;
            changed += Math.abs(is - was) > 0.25 * was ? 1 : 0;
        }

        assertThat(after).isCloseTo(before, within(0.05 * before));
        assertThat(changed)
                .as("adapters of another popularity: two for each exchange")
                .isBetween(10L, 70L);
    }

    @Test
    void aFlashMakesAColdAdapterTheHottest() {
        InstanceGenerator generator = new InstanceGenerator(SHAPE);
        String hottest = hottest(generator.generate().demand());

        assertThat(hottest(generator.flashed())).isNotEqualTo(hottest);
    }

    private static String hottest(List<dev.berth.domain.demand.AdapterDemand> demand) {
        return demand.stream()
                .max(java.util.Comparator.comparingDouble(dev.berth.domain.demand.AdapterDemand::forecastPerSecond))
                .orElseThrow()
                .model();
    }

    @Test
    void aShapeThatCannotBeIsOneSentence() {
        assertThatThrownBy(() -> new InstanceShape(30, 2, 10, 0.5, 1, 0, 1))
                .hasMessage("30 adapters do not fit into the 20 slots of 2 pods");
        assertThatThrownBy(() -> new InstanceShape(3, 2, 10, 0, 1, 0, 1)).hasMessageContaining("load lies in (0, 2]");
    }
}
