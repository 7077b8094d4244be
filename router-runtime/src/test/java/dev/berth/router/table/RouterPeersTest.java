package dev.berth.router.table;

import static dev.berth.router.TestTables.id;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RouterReport.InFlight;
import dev.berth.domain.routing.RouterUsage;
import dev.berth.domain.routing.RouterUsage.TenantUsage;
import dev.berth.router.access.Quotas;
import dev.berth.router.access.Tenant;
import dev.berth.router.pick.RequestFacts;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RouterPeersTest {
    private final InMemoryBlackboard blackboard = new InMemoryBlackboard(Runnable::run);
    private final AtomicLong now = new AtomicLong(100_000);
    private final LiveCounts counts = new LiveCounts(() -> {});
    private final TableHolder tables = new TableHolder(counts, () -> {});
    private final RouterPeers peers = new RouterPeers(blackboard, "r1", counts, now::get);

    private PairLoad pair(String model) {
        return tables.view().model(model).targets().get(0).live();
    }

    private void report(String router, String model, int count) {
        blackboard.write(
                Keys.ROUTERS,
                router,
                new RouterReport(
                        new Version(1, now.get()),
                        now.get(),
                        router,
                        Version.NONE,
                        List.of(new InFlight(model, id("p"), count))));
    }

    @Test
    void whatOthersHaveThereCountsButIsNotReportedAsOnesOwn() {
        tables.apply(table(1).pod("p", 1).hot("sql", "p").hot("chat", "p").build());
        report("r1", "sql", 50);
        report("r2", "sql", 3);
        report("r3", "sql", 4);
        pair("chat").book(new RequestFacts("chat", true, 100, 10, 0), null);
        peers.refresh();
        assertThat(pair("sql").modelInFlight()).isEqualTo(7);
        assertThat(pair("sql").podInFlight()).isEqualTo(8);
        assertThat(pair("sql").activeAdapters()).isEqualTo(2);
        assertThat(counts.inFlight()).extracting(InFlight::model).containsExactly("chat");
        assertThat(counts.total()).isEqualTo(1);
        assertThat(peers.view().peers()).isEqualTo(2);
    }

    @Test
    void anOldReportIsOfARouterThatIsGone() {
        tables.apply(table(1).pod("p", 1).hot("sql", "p").build());
        report("r2", "sql", 3);
        now.addAndGet(1_000);
        peers.refresh();
        assertThat(peers.view().ageMillis(now.get())).isEqualTo(1_000);
        now.addAndGet(RouterPeers.FRESH_MILLIS);
        peers.refresh();
        assertThat(pair("sql").podInFlight()).isZero();
        assertThat(peers.view().peers()).isZero();
    }

    @Test
    void whileTheStoreIsAwayTheLastTruthAges() {
        tables.apply(table(1).pod("p", 1).hot("sql", "p").build());
        report("r2", "sql", 3);
        peers.refresh();
        blackboard.unavailable(true);
        now.addAndGet(2_000);
        peers.refresh();
        assertThat(pair("sql").podInFlight()).isEqualTo(3);
        now.addAndGet(2_000);
        peers.refresh();
        assertThat(pair("sql").podInFlight()).isZero();
    }

    @Test
    void whatTheEngineSaysCountsForAWhile() {
        tables.apply(table(1).pod("p", 1).hot("sql", "p").build());
        EngineLoad said = EngineLoad.parse(
                "TEXT named_metrics.kv_cache_usage_perc=0.25, named_metrics.num_requests_waiting=12.0", now.get());
        assertThat(said).isEqualTo(new EngineLoad(12, 0.25, now.get()));
        pair("sql").onPod().said(said);
        assertThat(pair("sql").podInFlight()).isEqualTo(12);
        now.addAndGet(EngineLoad.FRESH_MILLIS + 1);
        peers.refresh();
        assertThat(pair("sql").podInFlight()).isZero();
        for (String bad :
                new String[] {null, "", "TEXT", "TEXT a=b", "TEXT num_requests_waiting=NaN", "x".repeat(5_000)}) {
            assertThat(EngineLoad.parse(bad, 1)).isNull();
        }
    }

    @Test
    void quotasAreSharedThroughTheStore() {
        Quotas here = new Quotas();
        Quotas there = new Quotas();
        Tenant acme = new Tenant("acme", List.of(), 3, 0);
        UsageExchange one = new UsageExchange(blackboard, "r1", 1, here, now::get);
        UsageExchange other = new UsageExchange(blackboard, "r2", 1, there, now::get);
        here.admit(acme, 10, now.get());
        here.admit(acme, 10, now.get());
        there.admit(acme, 10, now.get());
        one.exchange();
        other.exchange();
        one.exchange();
        assertThat(blackboard.readAll(Keys.USAGE).get("r1").tenants()).containsEntry("acme", new TenantUsage(2, 20));
        assertThat(here.admit(acme, 1, now.get())).isEqualTo(Quotas.Answer.TOO_MANY_REQUESTS);
        assertThat(there.admit(acme, 1, now.get())).isEqualTo(Quotas.Answer.TOO_MANY_REQUESTS);
        blackboard.unavailable(true);
        one.exchange();
        blackboard.unavailable(false);
        blackboard.write(
                Keys.USAGE,
                "r9",
                new RouterUsage(new Version(1, 1), 0, "r9", 0, Map.of("acme", new TenantUsage(9, 9))));
        now.addAndGet(60_000);
        one.exchange();
        assertThat(here.admit(acme, 1, now.get())).as("of another minute").isEqualTo(Quotas.Answer.ADMITTED);
    }
}
