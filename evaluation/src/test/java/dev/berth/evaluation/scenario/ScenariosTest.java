package dev.berth.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios that come with Berth, read with the committed samples, so that every machine sees the same. */
class ScenariosTest {
    private static final Path HOME = Path.of("..");
    private static final Path AZURE = HOME.resolve("datasets/traces/azure-conv-like-600s.csv");
    private static final Path MOONCAKE = HOME.resolve("datasets/traces/mooncake-conversation-like-300s.jsonl");

    private static Scenario scenario(String name) {
        return new Scenarios(HOME).named(name, name.equals("S2") ? MOONCAKE : AZURE);
    }

    private static List<ScenarioRequest> requests(Scenario scenario, long seed) {
        List<ScenarioRequest> requests = new ArrayList<>();
        scenario.requests(seed).forEachRemaining(requests::add);
        return requests;
    }

    private static Map<String, Double> shares(List<ScenarioRequest> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(
                        ScenarioRequest::model, Collectors.summingDouble(r -> 1.0 / requests.size())));
    }

    @ParameterizedTest
    @CsvSource({
        "S1, 64, 14, 14, 14, 3500, 16, 64",
        "S2, 200, 12, 8, 8, 3500, 16, 64",
        "S3, 200, 15, 15, 15, 3500, 32, 128",
        "S4, 200, 8, 4, 12, 7200, 16, 64",
        "S5, 1000, 16, 16, 16, 3500, 8, 256",
        "S6, 2, 5, 4, 4, 1800, 16, 64"
    })
    void theScenariosAreThoseOfTheConstitution(
            String name, int adapters, int pods, int min, int max, long seconds, int slots, int hostSlots) {
        Scenario scenario = scenario(name);

        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.catalog().adapters()).hasSize(adapters);
        assertThat(scenario.pods()).hasSize(pods);
        assertThat(scenario.deployments().get(0).minPods()).isEqualTo(min);
        assertThat(scenario.deployments().get(0).maxPods()).isEqualTo(max);
        assertThat(scenario.durationNanos()).isEqualTo(seconds * 1_000_000_000L);
        EngineLimits limits = scenario.referenceEngine().limits();
        assertThat(limits.maxLoras()).isEqualTo(slots);
        assertThat(limits.maxCpuLoras()).isEqualTo(hostSlots);
        assertThat(scenario.deployments().get(0).maxCpuLoras()).isEqualTo(hostSlots);
        assertThat(scenario.catalog().adapters()).allMatch(a -> a.minReplicas() == 1);
    }

    @Test
    void allAreListed() {
        assertThat(new Scenarios(HOME).names()).containsExactly("S1", "S2", "S3", "S4", "S5", "S6");
        assertThat(new Scenarios(HOME).named("s6").name()).isEqualTo("S6");
    }

    @Test
    void classesAndRanksAreSharedOutByHash() {
        List<AdapterSpec> adapters = scenario("S5").catalog().adapters();
        Map<String, Long> classes =
                adapters.stream().collect(Collectors.groupingBy(AdapterSpec::sloClass, Collectors.counting()));
        Map<Integer, Long> ranks =
                adapters.stream().collect(Collectors.groupingBy(AdapterSpec::rank, Collectors.counting()));

        assertThat(classes.get("interactive") / 1000.0).isCloseTo(0.50, within(0.04));
        assertThat(classes.get("standard") / 1000.0).isCloseTo(0.35, within(0.04));
        assertThat(classes.get("batch") / 1000.0).isCloseTo(0.15, within(0.03));
        assertThat(ranks.get(8) / 1000.0).isCloseTo(0.35, within(0.04));
        assertThat(ranks.get(16) / 1000.0).isCloseTo(0.35, within(0.04));
        assertThat(ranks.get(32) / 1000.0).isCloseTo(0.20, within(0.04));
        assertThat(ranks.get(64) / 1000.0).isCloseTo(0.10, within(0.03));
        assertThat(scenario("S1").catalog().sloClass("interactive").target()).isEqualTo(new SloTarget(0.5, 0.05, 0));
        assertThat(scenario("S1").catalog().sloClass("standard").target()).isEqualTo(new SloTarget(2, 0.1, 0));
        assertThat(scenario("S1").catalog().sloClass("batch").target()).isEqualTo(new SloTarget(0, 0, 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S1", "S2", "S3", "S4", "S5", "S6"})
    void requestsComeInOrderForKnownModelsThatEveryPodCanServe(String name) {
        Scenario scenario = scenario(name).lasting(60);
        Set<String> models =
                scenario.catalog().adapters().stream().map(AdapterSpec::name).collect(Collectors.toSet());
        models.add("llama-3.1-8b");
        List<ScenarioRequest> requests = requests(scenario, 1);
        long before = 0;
        for (int i = 0; i < requests.size(); i++) {
            ScenarioRequest request = requests.get(i);
            assertThat(request.id()).isEqualTo(i);
            assertThat(request.arrivalNanos()).isBetween(before, 60_000_000_000L - 1);
            assertThat(models).contains(request.model());
            before = request.arrivalNanos();
            int longest = scenario.engines().values().stream()
                    .mapToInt(e -> e.limits().maxModelLen())
                    .min()
                    .orElseThrow();
            assertThat(request.totalTokens()).isLessThanOrEqualTo(longest);
        }
        assertThat(requests).hasSizeGreaterThan(200);
        assertThat(requests(scenario, 1)).isEqualTo(requests);
        assertThat(requests(scenario, 2)).isNotEqualTo(requests);
    }

    @Test
    void trafficIsTheTraceTimesItsScale() {
        assertThat(requests(scenario("S1").lasting(590), 1).size() / 590.0)
                .isCloseTo(24 * 5.59, Percentage.withPercentage(2));
        assertThat(requests(scenario("S1").lasting(590).atRate(0.5), 1).size() / 590.0)
                .isCloseTo(12 * 5.59, Percentage.withPercentage(2));
    }

    @Test
    void aHigherRateOnlyAddsRequests() {
        Scenario s1 = scenario("S1").lasting(30);
        Map<Long, Integer> high = new HashMap<>();
        requests(s1.atRate(1.37), 3).forEach(r -> high.merge(r.arrivalNanos(), 1, Integer::sum));

        for (ScenarioRequest request : requests(s1, 3)) {
            assertThat(high.merge(request.arrivalNanos(), -1, Integer::sum)).isNotNegative();
        }
    }

    @Test
    void s1HasATenthOfBaseTrafficAndAHotSetThatShifts() {
        List<ScenarioRequest> requests = requests(scenario("S1").lasting(600), 1);
        List<ScenarioRequest> early =
                requests.stream().filter(r -> r.arrivalNanos() < 300e9).toList();
        List<ScenarioRequest> late =
                requests.stream().filter(r -> r.arrivalNanos() >= 300e9).toList();

        assertThat(shares(requests).get("llama-3.1-8b")).isCloseTo(0.1, within(0.005));
        assertThat(hottest(late)).isNotEqualTo(hottest(early));
        assertThat(shares(early).get(hottest(late))).isLessThan(0.01);
        assertThat(shares(late).get(hottest(late))).isCloseTo(0.9 / 4.744, within(0.01));
    }

    private static String hottest(List<ScenarioRequest> requests) {
        return shares(requests).entrySet().stream()
                .filter(e -> !e.getKey().equals("llama-3.1-8b"))
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    @Test
    void s3HasAFlashCrowdOfAQuarterAndLosesAThirdOfThePods() {
        Scenario s3 = scenario("S3");
        List<ScenarioRequest> crowded = new ArrayList<>();
        Iterator<ScenarioRequest> all = s3.lasting(960).requests(1);
        while (all.hasNext()) {
            ScenarioRequest request = all.next();
            if (request.arrivalNanos() >= 930e9) {
                crowded.add(request);
            }
        }
        ScenarioFault fault = s3.faults().get(0);

        assertThat(shares(crowded).get(hottest(crowded))).isCloseTo(0.25, within(0.02));
        assertThat(fault).isEqualTo(ScenarioFault.ofSeconds(ScenarioFault.Kind.ZONE_LOST, fault.target(), 2100, 600));
        assertThat(s3.pods().stream().filter(pod -> pod.zone().equals(fault.target())))
                .hasSize(5);
    }

    @Test
    void s2DropsLongPromptsCountsThemAndKeepsConversationsOnOneAdapter() {
        Scenario s2 = scenario("S2");
        List<ScenarioRequest> requests = requests(s2.lasting(290), 1);
        Map<Long, Set<String>> models = requests.stream()
                .collect(Collectors.groupingBy(
                        ScenarioRequest::conversation, Collectors.mapping(ScenarioRequest::model, Collectors.toSet())));

        assertThat(s2.notes()).anyMatch(note -> note.contains("77 of 1,020 requests") && note.contains("32,768"));
        assertThat(requests).allMatch(r -> r.promptTokens() <= 32_768);
        assertThat(models.values()).allMatch(asked -> asked.size() == 1);
        assertThat(models.size()).isLessThan(requests.size() - 500);
        assertThat(requests)
                .allMatch(r -> r.prefixTokens() == 512 && r.prefixBlocks().length == (r.promptTokens() + 511) / 512);
    }

    @Test
    void s6IsChatAndSqlSevenToFourOnUnequalGpus() {
        Scenario s6 = scenario("S6");
        Map<String, Double> shares = shares(requests(s6, 1));

        assertThat(shares.get("chat") / shares.get("text-to-sql")).isCloseTo(7.0 / 4, Percentage.withPercentage(5));
        assertThat(s6.pods().stream().map(ScenarioPod::deployment))
                .containsOnlyOnce("default/a10")
                .contains("default/l20");
        assertThat(s6.catalog().sloClasses().get(0).target().tpotSeconds()).isEqualTo(0.05);
    }

    @Test
    void aSampleInPlaceOfATraceIsSaid() {
        Scenario s1 = scenario("S1");

        assertThat(s1.notes()).anyMatch(note -> note.contains("is repeated to last 3500 s"));
    }

    @Test
    void podsAreSharedOutInProportionAndSpreadOverZones() {
        Scenario s2 = scenario("S2").withPods(6);

        assertThat(s2.pods().stream().collect(Collectors.groupingBy(ScenarioPod::deployment, Collectors.counting())))
                .containsEntry("default/h100", 4L)
                .containsEntry("default/a100", 2L);
        assertThat(s2.pods().stream().filter(p -> p.zone().equals("a"))).hasSize(3);
        assertThat(s2.deployments()).allMatch(d -> d.minPods() == d.maxPods());
        assertThat(FleetShape.proportional(new int[] {8, 4}, 7)).containsExactly(5, 2);
        assertThat(FleetShape.proportional(new int[] {1, 1, 1}, 2)).containsExactly(1, 1, 0);
        assertThat(scenario("S4").withPods(6).deployments().get(0).maxPods()).isEqualTo(6);
    }

    @Test
    void loraOverheadIsAPropertyOfTheRun() {
        Scenario high = scenario("S1").withLoraOverhead(LoraOverhead.HIGH);

        assertThat(scenario("S1").referenceEngine().stepTime().loraFactor(16)).isCloseTo(1.0876, within(1e-9));
        assertThat(high.referenceEngine().stepTime().loraFactor(16)).isCloseTo(2.304, within(1e-9));
    }

    @Test
    void fingerprintsDifferWhereResultsMay() {
        Scenario s1 = scenario("S1");

        assertThat(scenario("S1").fingerprint()).isEqualTo(s1.fingerprint());
        assertThat(List.of(
                        s1.fingerprint(),
                        s1.atRate(1.1).fingerprint(),
                        s1.withPods(9).fingerprint(),
                        s1.lasting(100).fingerprint(),
                        s1.withLoraOverhead(LoraOverhead.HIGH).fingerprint(),
                        new Scenarios(HOME).named("S1", MOONCAKE).fingerprint()))
                .doesNotHaveDuplicates();
    }
}
