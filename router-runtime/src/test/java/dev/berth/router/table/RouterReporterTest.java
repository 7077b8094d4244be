package dev.berth.router.table;

import static dev.berth.router.TestTables.id;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RouterReport.InFlight;
import dev.berth.router.pick.RequestFacts;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterReporterTest {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final InMemoryBlackboard blackboard = new InMemoryBlackboard();
    private final AtomicReference<Runnable> soon = new AtomicReference<>(() -> {});
    private final LiveCounts counts = new LiveCounts(() -> soon.get().run());
    private final TableHolder holder = new TableHolder(counts, () -> soon.get().run());

    /** One that reports at its start, and after that only when asked. */
    private RouterReporter reporter() {
        RouterReporter reporter = new RouterReporter(
                blackboard, "r1", 1_000, holder, counts, executor, System::currentTimeMillis, 3_600_000);
        soon.set(reporter::soon);
        return reporter;
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
        blackboard.close();
    }

    private RouterReport report() {
        return blackboard.read(Keys.ROUTERS, "r1").orElse(null);
    }

    @Test
    void reportsAnAppliedTableAndTheLastRequestOfADrainedPairWithoutWaitingForTheBeat() {
        try (RouterReporter asked = reporter()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> report() != null);
            holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
            PairLoad live = holder.view().model("sql").targets().get(0).live();
            Booking booking = live.book(new RequestFacts("sql", true, 100, 50, 0), null);
            holder.apply(table(2).pod("p", 1).model("sql").build());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> report().applied().equals(new Version(1, 2)));
            assertThat(report().inFlight()).containsExactly(new InFlight("sql", id("p"), 1));
            booking.ended();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> report().inFlight().isEmpty());
        }
    }

    @Test
    void callsThatComeTogetherShareReports() {
        try (RouterReporter reporter = reporter()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> report() != null);
            long before = report().version().counter();
            for (int i = 0; i < 1_000; i++) {
                reporter.soon();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> report().version().counter() > before);
            assertThat(report().version().counter()).isLessThan(before + 100);
        }
    }

    @Test
    void aRouterThatStopsTakesItselfOffTheList() {
        RouterReporter reporter = reporter();
        await().atMost(Duration.ofSeconds(20)).until(() -> report() != null);
        reporter.close();
        assertThat(report()).isNull();
    }
}
