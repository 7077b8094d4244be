package dev.berth.evaluation.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.virtual.WorldView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each promise can be broken, and is then told of. */
class PromisesTest {
    private static final PodIncarnation POD = new PodIncarnation("pod-1", "1.000");
    private static final ScenarioRequest REQUEST = ScenarioRequest.of(0, 0, "a0", 10, 10);

    private final Promises promises = new Promises(FaultStory.of(1));
    private final Fleet fleet = new Fleet();

    private static final class Fleet implements WorldView {
        private final Map<String, List<PodIncarnation>> holders = new HashMap<>();
        private int registered;

        @Override
        public List<PodIncarnation> podsUp() {
            return List.of(POD);
        }

        @Override
        public List<PodIncarnation> holders(String engineName) {
            return holders.getOrDefault(engineName, List.of());
        }

        @Override
        public int registered(PodIncarnation pod) {
            return registered;
        }

        @Override
        public int inFlight(String model) {
            return 0;
        }
    }

    @Test
    void aRequestEndsOnce() {
        promises.arrived(0, REQUEST);
        promises.ended(1, REQUEST, Outcome.COMPLETED, 1);
        assertThat(promises.broken()).isEmpty();
        promises.ended(2, REQUEST, Outcome.COMPLETED, 1);
        assertThat(promises.broken()).singleElement().asString().contains("request 0 ends twice");
    }

    @Test
    void aRequestEnds() {
        promises.arrived(0, REQUEST);
        promises.over(1);
        assertThat(promises.broken()).singleElement().asString().contains("request 0 never ends");
    }

    @Test
    void aRouteThatWasRefusedIsLeftUntilTheNextTable() {
        promises.applied(0, "r", table(1));
        promises.notFound(1, "r", REQUEST, "pod-1", "a0");
        promises.applied(2, "r", table(2));
        promises.sent(3, "r", REQUEST, "pod-1", "a0", 1);
        assertThat(promises.broken()).isEmpty();
        promises.notFound(4, "r", REQUEST, "pod-1", "a0");
        promises.sent(5, "r", REQUEST, "pod-1", "a0", 1);
        assertThat(promises.broken()).singleElement().asString().contains("which said 404 before");
    }

    @Test
    void hostMemoryIsNeverExceeded() {
        fleet.registered = FaultStory.of(1).scenario().deployments().get(0).maxCpuLoras();
        promises.registered(0, POD, "a0", fleet);
        assertThat(promises.broken()).isEmpty();
        fleet.registered++;
        promises.registered(0, POD, "a1", fleet);
        assertThat(promises.broken()).singleElement().asString().contains("max_cpu_loras");
    }

    @Test
    void theLastCopyOfWhatIsAskedForStays() {
        promises.unregistered(0, POD, "a0", fleet);
        assertThat(promises.broken()).as("nobody asks for it").isEmpty();
        promises.arrived(1, REQUEST);
        fleet.holders.put("a0", List.of(POD));
        promises.unregistered(2, POD, "a0", fleet);
        assertThat(promises.broken()).as("another copy is there").isEmpty();
        fleet.holders.clear();
        promises.unregistered(3, POD, "a0", fleet);
        assertThat(promises.broken()).singleElement().asString().contains("last copy of a0");
    }

    @Test
    void versionsGrowWithinAnEpoch() {
        promises.written(0, "plan", new Version(5, 1));
        promises.written(0, "plan", new Version(5, 2));
        promises.written(0, "plan", new Version(6, 1));
        assertThat(promises.broken()).isEmpty();
        promises.written(0, "plan", new Version(5, 2));
        assertThat(promises.broken()).singleElement().asString().contains("plan goes from version 5:2 to 5:2");
    }

    @Test
    void aRoutersTablesOnlyGrow() {
        promises.applied(0, "r", table(2));
        promises.applied(0, "r", table(1));
        assertThat(promises.broken()).singleElement().asString().contains("r goes from table 9:2 to 9:1");
    }

    private static RoutingTable table(long counter) {
        return new RoutingTable(new Version(9, counter), 0, Version.NONE, List.of(), Map.of());
    }
}
