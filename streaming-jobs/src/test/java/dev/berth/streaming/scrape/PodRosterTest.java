package dev.berth.streaming.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.streaming.JsonState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodRosterTest {
    private static PodState pod(String name, String incarnation) {
        return new PodState(
                new PodIncarnation(name, incarnation), "default/sim", "http://h:1", "", Readiness.READY, 1, List.of());
    }

    private static Fleet fleet(long counter, PodState... pods) {
        return new Fleet(new Version(1, counter), counter, counter, Arrays.asList(pods));
    }

    private static PodRoster roster(Fleet fleet) {
        return PodRoster.EMPTY.after(fleet).orElseThrow();
    }

    @Test
    void everyPodOfANewFleetIsNew() {
        PodRoster roster = roster(fleet(1, pod("a", "1"), pod("b", "1")));
        assertThat(roster.changedSince(PodRoster.EMPTY))
                .extracting(PodSplit::pod)
                .containsExactly("a", "b");
    }

    @Test
    void aNewIncarnationKeepsItsSplit() {
        PodRoster before = roster(fleet(1, pod("a", "1"), pod("b", "1")));
        PodRoster after = before.after(fleet(2, pod("a", "2"), pod("b", "1"))).orElseThrow();
        assertThat(after.changedSince(before)).containsExactly(new PodSplit("a", "2", "default/sim", "http://h:1"));
        assertThat(after.changedSince(before).get(0).splitId()).isEqualTo("a");
        assertThat(after.samePodsAs(before)).isTrue();
    }

    @Test
    void aPodThatIsGoneIsOffTheList() {
        PodRoster before = roster(fleet(1, pod("a", "1"), pod("b", "1")));
        PodRoster after = before.after(fleet(2, pod("b", "1"))).orElseThrow();
        assertThat(after.names()).containsExactly("b");
        assertThat(after.samePodsAs(before)).isFalse();
        assertThat(after.changedSince(before)).isEmpty();
    }

    @Test
    void anOlderFleetIsNotFollowed() {
        PodRoster seen = roster(fleet(5, pod("a", "1")));
        assertThat(seen.after(fleet(4))).isEmpty();
        assertThat(seen.after(fleet(5))).isEmpty();
    }

    @Test
    void everyPodHasOneOwner() {
        PodSplit split = new PodSplit("pod-1", "1", "d", "u");
        assertThat(split.owner(1)).isZero();
        assertThat(split.owner(3)).isBetween(0, 2).isEqualTo(split.owner(3));
    }

    @Test
    void checkpointsComeBackEqual() throws IOException {
        PodRoster roster = roster(fleet(5, pod("a", "1")));
        JsonState<PodRoster> state = new JsonState<>(PodRoster.class);
        assertThat(state.deserialize(state.getVersion(), state.serialize(roster)))
                .isEqualTo(roster);
        JsonState<PodSplit> split = new JsonState<>(PodSplit.class);
        PodSplit pod = roster.pods().get(0);
        assertThat(split.deserialize(split.getVersion(), split.serialize(pod))).isEqualTo(pod);
    }
}
