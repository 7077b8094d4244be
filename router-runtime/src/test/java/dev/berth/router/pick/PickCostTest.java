package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.RoutingView;
import dev.berth.router.table.TableHolder;
import dev.berth.router.table.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pick costs in a table of 10,000 models on 1,000 pods with up to 8 replicas each: no object; the time is printed and
 * not asserted, since it is the machine's.
 */
class PickCostTest {
    private static final Logger log = LoggerFactory.getLogger(PickCostTest.class);
    private static final int MODELS = 10_000;
    private static final int PODS = 1_000;
    private static final int PICKS = 200_000;

    private static RoutingView view() {
        SplittableRandom random = new SplittableRandom(1);
        List<TablePod> pods = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            pods.add(new TablePod(
                    new PodIncarnation("pod-" + i, "1"), "default/sim", "http://127.0.0.1:" + (1_000 + i), "a", 8));
        }
        Map<String, ModelRoutes> models = new TreeMap<>();
        for (int i = 0; i < MODELS; i++) {
            List<Route> routes = new ArrayList<>();
            int replicas = 1 + random.nextInt(8);
            for (int r = 0; r < replicas; r++) {
                TablePod pod = pods.get((i * 7 + r * 131) % PODS);
                routes.add(new Route(pod.id(), "model-" + i, r < 6 ? Tier.HOT : Tier.WARM, 1.0 / replicas));
            }
            models.put(
                    "model-" + i,
                    new ModelRoutes("model-" + i, true, "llama", "standard", new SloTarget(2, 0.1, 0), routes));
        }
        TableHolder tables = new TableHolder(new LiveCounts(() -> {}), () -> {});
        tables.apply(new RoutingTable(new Version(1, 1), 1, Version.NONE, pods, models));
        return tables.view();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slo-affinity", "lora-affinity", "least-request", "slo-least-load"})
    void aPickMakesNoObject(String name) {
        Policy policy = Policies.named(name).orElseThrow();
        RoutingView view = view();
        String[] names = new String[MODELS];
        RequestFacts[] facts = new RequestFacts[MODELS];
        for (int i = 0; i < MODELS; i++) {
            names[i] = "model-" + i;
            facts[i] = new RequestFacts(names[i], true, 500, 100, i).withTarget(new SloTarget(2, 0.1, 0));
        }
        SplittableRandom random = new SplittableRandom(2);
        long sum = picks(policy, view, names, facts, random);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long bytesBefore = threads.getThreadAllocatedBytes(self);
        long nanosBefore = System.nanoTime();
        sum += picks(policy, view, names, facts, random);
        long nanos = System.nanoTime() - nanosBefore;
        long bytes = threads.getThreadAllocatedBytes(self) - bytesBefore;
        log.info("pick policy={} nanosEach={} bytesEach={}", name, nanos / PICKS, (double) bytes / PICKS);
        assertThat(sum).isPositive();
        assertThat((double) bytes / PICKS).isLessThan(0.5);
    }

    private static long picks(
            Policy policy, RoutingView view, String[] names, RequestFacts[] facts, SplittableRandom random) {
        long sum = 1;
        for (int i = 0; i < PICKS; i++) {
            int model = random.nextInt(MODELS);
            ModelView routes = view.model(names[model]);
            List<Target> usable = policy.wantsStandbys()
                    ? routes.usableWithStandbys(1_000, List.of())
                    : routes.usable(1_000, List.of());
            sum += policy.pick(facts[model], usable, ProfileSource.NONE, random).index();
        }
        return sum;
    }
}
