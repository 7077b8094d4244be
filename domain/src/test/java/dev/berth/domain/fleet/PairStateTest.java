package dev.berth.domain.fleet;

import static dev.berth.domain.fleet.PairState.BOUND;
import static dev.berth.domain.fleet.PairState.DRAINING;
import static dev.berth.domain.fleet.PairState.FAILED;
import static dev.berth.domain.fleet.PairState.LOADING;
import static dev.berth.domain.fleet.PairState.RUNNING;
import static dev.berth.domain.fleet.PairState.SCHEDULED;
import static dev.berth.domain.fleet.PairState.UNLOADING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.Version;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairStateTest {
    /** The arrows of the class comment, written down a second time on purpose. */
    private static final Map<PairState, Set<PairState>> ARROWS = Map.of(
            SCHEDULED, Set.of(LOADING, BOUND),
            LOADING, Set.of(BOUND, FAILED),
            BOUND, Set.of(RUNNING, DRAINING, FAILED, SCHEDULED),
            RUNNING, Set.of(DRAINING, FAILED, SCHEDULED),
            DRAINING, Set.of(UNLOADING, RUNNING, SCHEDULED),
            UNLOADING, Set.of(DRAINING, SCHEDULED),
            FAILED, Set.of(SCHEDULED, BOUND));

    @Test
    void there_is_a_step_exactly_where_the_diagram_has_an_arrow() {
        for (PairState from : PairState.values()) {
            for (PairState to : PairState.values()) {
                assertThat(from.canBecome(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(from == to || ARROWS.get(from).contains(to));
            }
        }
    }

    @Test
    void a_pair_walks_to_service_and_out_of_it_again() {
        LedgerEntry entry =
                new LedgerEntry("sql", "sql", new PodIncarnation("pod-1", "1"), SCHEDULED, 0, 0, "", 0, 1_000, false);
        long now = 1_000;
        for (PairState next : List.of(LOADING, BOUND, RUNNING, DRAINING, UNLOADING)) {
            now += 10;
            entry = entry.become(next, now);
            assertThat(entry.state()).isEqualTo(next);
            assertThat(entry.sinceMillis()).isEqualTo(now);
        }
        assertThat(entry.become(UNLOADING, 9_999)).isSameAs(entry);
    }

    @Test
    void an_illegal_step_says_what_it_was() {
        LedgerEntry entry =
                new LedgerEntry("sql", "sql", new PodIncarnation("pod-1", "1"), SCHEDULED, 0, 0, "", 0, 1_000, false);
        assertThatThrownBy(() -> entry.become(RUNNING, 1_010))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sql on pod-1/1 cannot go from SCHEDULED to RUNNING");
    }

    @Test
    void a_failed_pair_is_left_out_until_its_retry() {
        PodIncarnation pod = new PodIncarnation("pod-1", "1");
        LedgerEntry failed = new LedgerEntry("sql", "sql", pod, FAILED, 1, 5_000, "no", 0, 1_000, false);
        LedgerEntry running = new LedgerEntry("chat", "chat", pod, RUNNING, 0, 9_000, "", 0, 1_000, false);
        Ledger ledger = new Ledger(Version.NONE, 0, List.of(failed, running));
        assertThat(ledger.excludes("sql", pod, 4_999)).isTrue();
        assertThat(ledger.excludes("sql", pod, 5_000)).isFalse();
        assertThat(ledger.excludes("sql", new PodIncarnation("pod-1", "2"), 4_999))
                .isFalse();
        assertThat(ledger.excludes("chat", pod, 4_999)).isFalse();
        assertThat(ledger.entry("chat", pod)).contains(running);
    }
}
