package dev.berth.router.table;

import static dev.berth.router.TestTables.id;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterReport.InFlight;
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.TestProfiles;
import dev.berth.router.pick.RequestFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TableHolderTest {
    private static final RequestFacts REQUEST = new RequestFacts("sql", true, 100, 50, 0);

    private final AtomicInteger drained = new AtomicInteger();
    private final AtomicInteger appliedTold = new AtomicInteger();
    private final LiveCounts counts = new LiveCounts(drained::incrementAndGet);
    private final TableHolder holder = new TableHolder(counts, appliedTold::incrementAndGet);

    private Target only(String model) {
        return holder.view().model(model).targets().get(0);
    }

    @Test
    void anOlderTableNeverReplacesANewerOne() {
        assertThat(holder.apply(table(2).pod("p", 1).hot("sql", "p").build())).isTrue();
        assertThat(holder.apply(table(1).build())).isFalse();
        assertThat(holder.apply(table(2).build())).isFalse();
        assertThat(holder.view().model("sql")).isNotNull();
    }

    @Test
    void aTableIsAppliedOnlyWhenNobodyPicksFromAFormerOne() {
        List<Runnable> stillReading = new ArrayList<>();
        holder.addReader(stillReading::add);
        holder.apply(table(1).build());
        assertThat(holder.view().version()).isEqualTo(new Version(1, 1));
        assertThat(holder.applied()).isEqualTo(Version.NONE);
        stillReading.get(0).run();
        assertThat(holder.applied()).isEqualTo(new Version(1, 1));
        assertThat(appliedTold).hasValue(1);
    }

    @Test
    void readersMayPassTablesInAnyOrder() {
        List<Runnable> stillReading = new ArrayList<>();
        holder.addReader(stillReading::add);
        holder.apply(table(1).build());
        holder.apply(table(2).build());
        stillReading.get(1).run();
        stillReading.get(0).run();
        assertThat(holder.applied()).isEqualTo(new Version(1, 2));
    }

    @Test
    void aRequestStaysCountedWhenItsRouteIsGone() {
        holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
        Target former = only("sql");
        Booking booking = former.live().book(REQUEST, null);
        holder.apply(table(2).pod("p", 1).model("sql").build());
        holder.apply(table(3).pod("p", 1).model("sql").build());
        assertThat(counts.inFlight()).containsExactly(new InFlight("sql", id("p"), 1));
        assertThat(drained).hasValue(0);
        booking.ended();
        assertThat(drained).as("the actuator hears of the last one").hasValue(1);
        assertThat(counts.inFlight()).isEmpty();
    }

    @Test
    void aRoutedPairThatFallsToZeroIsNoNews() {
        holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
        Target target = only("sql");
        target.live().book(REQUEST, null).ended();
        assertThat(drained).hasValue(0);
    }

    @Test
    void countsOfAPairLiveOnFromTableToTable() {
        holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
        only("sql").live().book(REQUEST, TestProfiles.profile());
        holder.apply(table(2).pod("p", 1).hot("sql", "p").hot("chat", "p").build());
        assertThat(only("sql").live().modelInFlight()).isEqualTo(1);
        assertThat(only("chat").live().podInFlight()).isEqualTo(1);
        assertThat(only("chat").live().podLoad()).isPositive();
        assertThat(only("chat").live().activeAdapters()).isEqualTo(1);
    }

    @Test
    void aDroppedPairIsBackWithTheNextTable() {
        holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
        only("sql").drop();
        assertThat(holder.view().model("sql").usable(0, List.of())).isEmpty();
        holder.apply(table(2).pod("p", 1).hot("sql", "p").build());
        assertThat(holder.view().model("sql").usable(0, List.of())).hasSize(1);
    }

    @Test
    void standbysServeOnlyWhenNoPlannedPodCan() {
        holder.apply(table(1).pod("a", 1)
                .pod("b", 2)
                .hot("sql", "a")
                .warm("sql", "b")
                .build());
        ModelView model = holder.view().model("sql");
        assertThat(model.usable(0, List.of())).extracting(t -> t.pod().id()).containsExactly(id("a"));
        assertThat(model.usable(0, List.of(id("a"))))
                .extracting(t -> t.pod().id())
                .containsExactly(id("b"));
        assertThat(model.usableWithStandbys(0, List.of()))
                .extracting(t -> t.pod().id())
                .containsExactly(id("a"), id("b"));
        model.targets().get(0).health().failed(0, false);
        assertThat(model.usableWithStandbys(0, List.of()))
                .extracting(t -> t.pod().id())
                .containsExactly(id("b"));
        assertThat(model.usable(0, List.of())).extracting(t -> t.pod().id()).containsExactly(id("b"));
    }

    @Test
    void healthOfAPodIsKeptFromTableToTable() {
        holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
        only("sql").health().failed(0, false);
        holder.apply(table(2).pod("p", 1).hot("sql", "p").build());
        assertThat(only("sql").usable(0)).isFalse();
    }

    @Test
    void aRouteToAPodThatTheTableDoesNotListIsLeftOut() {
        holder.apply(table(1).pod("a", 1).hot("sql", "a", "ghost").build());
        assertThat(holder.view().model("sql").targets()).hasSize(1);
    }

    @Test
    void loadIsTakenAwayExactlyAsItWasAdded() {
        holder.apply(table(1).pod("p", 1).hot("sql", "p").build());
        PairLoad live = only("sql").live();
        List<Booking> bookings = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            bookings.add(live.book(
                    new RequestFacts("sql", true, 16 + 7 * i, 1 + i, i).withTarget(new SloTarget(0, 0.03 + i, 0)),
                    TestProfiles.profile()));
        }
        assertThat(live.podLoad()).isGreaterThan(1);
        bookings.forEach(Booking::ended);
        assertThat(live.podLoad()).isZero();
        assertThat(live.activeAdapters()).isZero();
        assertThat(live.podTokenRateOwed()).isZero();
        assertThat(live.podContextTokens() + live.podPromptTokens() + live.podOutputTokens())
                .isZero();
    }
}
