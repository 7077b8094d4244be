package dev.berth.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceException;
import dev.berth.simulator.trace.TraceRequest;
import dev.berth.simulator.trace.TraceShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayPlansTest {
    private static final Trace TRACE = TraceShape.AZURE_CONV.synthesise(600, new SplittableRandom(1));
    private static final List<String> ADAPTERS =
            IntStream.range(0, 32).mapToObj(i -> "lora-" + i).toList();
    private static final ReplayPlanOptions OPTIONS = ReplayPlanOptions.of(90, 20, ADAPTERS, "llama");

    @Test
    void theSameSeedMakesTheSamePlanAndAnotherSeedAnother() {
        assertThat(ReplayPlans.from(TRACE, OPTIONS, 1)).isEqualTo(ReplayPlans.from(TRACE, OPTIONS, 1));
        assertThat(ReplayPlans.from(TRACE, OPTIONS, 1)).isNotEqualTo(ReplayPlans.from(TRACE, OPTIONS, 2));
    }

    @Test
    void aPlanHasTheRateTheStreamShareAndUniqueIdsInOrder() {
        ReplayPlan plan = ReplayPlans.from(TRACE, OPTIONS, 1);
        List<ReplayRequest> requests = plan.requests();

        assertThat(requests.size() / 90.0).isCloseTo(20, within(1.5));
        assertThat(requests.stream().filter(ReplayRequest::stream).count() / (double) requests.size())
                .isCloseTo(0.8, within(0.04));
        assertThat(requests.stream().map(ReplayRequest::id)).doesNotHaveDuplicates();
        assertThat(requests.stream().map(ReplayRequest::atSeconds).toList()).isSorted();
        assertThat(requests).allMatch(r -> r.atSeconds() <= 90 && ADAPTERS.contains(r.model()));
    }

    @Test
    void theDriftIsHalfWayAndMakesAColdAdapterTheHottest() {
        ReplayPlan plan = ReplayPlans.from(TRACE, OPTIONS.withRequestsPerSecond(100), 3);

        assertThat(plan.driftAtSeconds()).isEqualTo(45);
        assertThat(plan.hotBefore()).isEqualTo(ADAPTERS);
        String riser = plan.hotAfter().get(0);
        Map<Boolean, Integer> asked = new HashMap<>();
        plan.requests().stream()
                .filter(r -> r.model().equals(riser))
                .forEach(r -> asked.merge(r.atSeconds() >= 45, 1, Integer::sum));
        assertThat(asked.get(true)).isGreaterThan(4 * asked.getOrDefault(false, 0));
    }

    @Test
    void streamsAndModelsDoNotChangeEachOthersChoices() {
        ReplayPlan zipf = ReplayPlans.from(TRACE, OPTIONS, 1);
        ReplayPlan even = ReplayPlans.from(TRACE, OPTIONS.withZipf(0), 1);

        assertThat(even.requests().stream().map(ReplayRequest::model).toList())
                .isNotEqualTo(zipf.requests().stream().map(ReplayRequest::model).toList());
        assertThat(even.requests().stream().map(ReplayRequest::stream).toList())
                .isEqualTo(zipf.requests().stream().map(ReplayRequest::stream).toList());
        assertThat(even.requests().stream().map(ReplayRequest::atSeconds).toList())
                .isEqualTo(
                        zipf.requests().stream().map(ReplayRequest::atSeconds).toList());
    }

    @Test
    void tooLongRequestsAreDroppedAndCounted() {
        ReplayPlan plan = ReplayPlans.from(TRACE, OPTIONS.withMaxModelLen(2048).withRequestsPerSecond(0), 1);

        assertThat(plan.droppedTooLong()).isPositive();
        assertThat(plan.requests()).allMatch(r -> r.promptTokens() + r.outputTokens() <= 2048);
        assertThatThrownBy(() -> ReplayPlans.from(TRACE, OPTIONS.withMaxModelLen(5), 1))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("no request within 90 s is short enough for the engine's context of 5 tokens");
    }

    @Test
    void aGriddedTraceIsSpreadOverItsGrid() {
        List<TraceRequest> grid = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int point = i / 10;
            grid.add(new TraceRequest(3.0 * point, 600, 10, List.of(0L, (long) i % 50)));
        }
        ReplayPlan plan = ReplayPlans.from(Trace.ofUnordered("grid", grid), OPTIONS.withRequestsPerSecond(0), 1);

        assertThat(new HashSet<>(
                        plan.requests().stream().map(ReplayRequest::atSeconds).toList()))
                .hasSize(plan.requests().size());
        Map<Long, String> models = new HashMap<>();
        for (ReplayRequest request : plan.requests()) {
            String model = models.putIfAbsent(request.prefixBlocks().get(1), request.model());
            assertThat(model == null || model.equals(request.model())).isTrue();
        }
    }

    @Test
    void theSegmentIsWhatThePlanIsMadeFrom() {
        ReplayPlanOptions unscaled = OPTIONS.withRequestsPerSecond(0);

        assertThat(ReplayPlans.segment(TRACE, OPTIONS, 1).requests().stream()
                        .map(TraceRequest::promptTokens)
                        .toList())
                .isEqualTo(ReplayPlans.from(TRACE, unscaled, 1).requests().stream()
                        .map(ReplayRequest::promptTokens)
                        .toList());
        assertThatThrownBy(() -> ReplayPlans.from(TRACE, ReplayPlanOptions.of(700, 1, ADAPTERS, "llama"), 1))
                .hasMessage("like azure-conv lasts 600 s, but 700 s from second 0 are asked for; ask for less or use a"
                        + " longer trace");
    }

    @Test
    void withoutAdaptersAllTrafficIsTheBaseModels() {
        assertThat(ReplayPlans.from(TRACE, ReplayPlanOptions.of(90, 5, List.of(), "llama"), 1)
                        .requests())
                .isNotEmpty()
                .allMatch(r -> r.model().equals("llama"));
    }

    @Test
    void lengthsAreWrittenUnderTheIdsOfTheArm(@TempDir Path directory) throws IOException {
        ReplayPlan plan = ReplayPlans.from(TRACE, OPTIONS, 1).withIdPrefix("a-");
        Path file = directory.resolve("lengths");

        plan.writeLengths(file);

        ReplayRequest first = plan.requests().get(0);
        assertThat(first.id()).startsWith("a-r");
        assertThat(Files.readAllLines(file))
                .hasSameSizeAs(plan.requests())
                .startsWith(first.id() + "," + first.outputTokens());
    }
}
