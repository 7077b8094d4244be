package dev.berth.optimizer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Control.Pin;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.Story;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import org.junit.jupiter.api.Test;

class ControlChangeTest {
    private static final Said ALICE = new Said("alice", "incident 12", 1_000);

    private final InMemoryBlackboard blackboard = new InMemoryBlackboard(Runnable::run);
    private final ControlDesk desk = new ControlDesk(blackboard);

    @Test
    void a_freeze_names_who_and_why_and_an_unfreeze_takes_it_back() {
        Control frozen = desk.say(ControlChange.freeze(ALICE), 1_000);
        Control free = desk.say(ControlChange.unfreeze(new Said("bob", "over", 2_000)), 2_000);

        assertThat(frozen.frozen()).isTrue();
        assertThat(frozen.frozenReason()).isEqualTo("alice: incident 12");
        assertThat(free.frozen()).isFalse();
        assertThat(free.frozenReason()).isEmpty();
        assertThat(free.audit())
                .containsExactly(
                        new Control.AuditEntry(1_000, "alice", "freeze", "", "incident 12"),
                        new Control.AuditEntry(2_000, "bob", "unfreeze", "", "over"));
        assertThat(free.version()).isEqualTo(new Version(1_000, 2));
        assertThat(blackboard.read(Keys.CONTROL)).contains(free);
    }

    @Test
    void what_was_said_before_stays_said() {
        Story story = Story.of(2).adapter("sql");
        desk.say(ControlChange.limit(10, null, ALICE), 1);
        desk.say(ControlChange.pin("sql", "pod-1", story.catalog(), story.fleet(), ALICE), 2);
        desk.say(ControlChange.limit(null, 4, ALICE), 3);
        desk.say(ControlChange.rollback(new Version(1, 5), 9_000, ALICE), 4);
        Control control = desk.say(ControlChange.freeze(ALICE), 5);

        assertThat(control.maxMovesPerPlan()).isEqualTo(10);
        assertThat(control.maxLoadsPerPodPerMinute()).isEqualTo(4);
        assertThat(control.pins()).containsExactly(new Pin("sql", "pod-1"));
        assertThat(control.rollbackPlan()).isEqualTo("1:5");
        assertThat(control.holds(8_999)).isTrue();
        assertThat(control.holds(9_000)).isFalse();
        assertThat(control.audit()).hasSize(5);
        assertThat(control.audit().get(2).subject()).isEqualTo("moves per plan 10, loads per pod and minute 4");
    }

    @Test
    void a_pin_that_no_plan_could_keep_is_refused() {
        Story story = Story.of(2)
                .adapter("sql")
                .adapter("big", 128, "standard", 1, 0, 0)
                .adapter("other", "mistral", 8, "standard", 1, 0, 0);

        assertRefused(pin(story, "sqll", "pod-1"), "there is no adapter 'sqll'; did you mean 'sql'?");
        assertRefused(pin(story, "sql", "pod-9"), "there is no pod 'pod-9'; did you mean 'pod-1'?");
        assertRefused(pin(story, "big", "pod-1"), "big has rank 128, but pod-1 takes at most 64");
        assertRefused(pin(story, "other", "pod-1"), "other is of mistral, but pod-1 serves llama");
        assertRefused(ControlChange.pin("sql", "pod-1", null, null, ALICE), "no catalog and fleet yet");
        desk.say(pin(story, "sql", "pod-1"), 1);
        assertRefused(pin(story, "sql", "pod-1"), "sql is pinned to pod-1 already");
    }

    private static ControlChange pin(Story story, String adapter, String pod) {
        return ControlChange.pin(adapter, pod, story.catalog(), story.fleet(), ALICE);
    }

    @Test
    void an_unpin_takes_one_pod_or_all() {
        Story story = Story.of(3).adapter("sql").adapter("chat");
        desk.say(pin(story, "sql", "pod-1"), 1);
        desk.say(pin(story, "sql", "pod-2"), 2);
        desk.say(pin(story, "sql", "pod-3"), 3);
        desk.say(pin(story, "chat", "pod-3"), 4);

        assertThat(desk.say(ControlChange.unpin("sql", "pod-2", ALICE), 5).pins())
                .containsExactly(new Pin("sql", "pod-1"), new Pin("sql", "pod-3"), new Pin("chat", "pod-3"));
        assertThat(desk.say(ControlChange.unpin("sql", "", ALICE), 6).pins()).containsExactly(new Pin("chat", "pod-3"));
        assertRefused(ControlChange.unpin("sql", "", ALICE), "sql is not pinned; pinned are chat on pod-3");
    }

    @Test
    void an_approval_waits_for_the_end_of_a_hold_and_a_rollback_voids_an_approval() {
        desk.say(ControlChange.approve(new Version(1, 8), ALICE), 1);
        Control back = desk.say(ControlChange.rollback(new Version(1, 5), 0, ALICE), 2);

        assertThat(back.approvedPlan()).isEmpty();
        assertRefused(ControlChange.approve(new Version(1, 9), ALICE), "the fleet holds on to plan 5");
        Control released = desk.say(ControlChange.release(ALICE), 3);
        assertThat(released.holds(4)).isFalse();
        assertThat(released.audit().get(2).subject()).isEqualTo("1:5");
        assertRefused(ControlChange.release(ALICE), "no plan is held on to");
    }

    @Test
    void nobody_speaks_without_a_name() {
        assertThatThrownBy(() -> new Said(" ", "because", 1)).hasMessage("say who you are by --by NAME");
        assertThatThrownBy(() -> new Said("alice", "", 1)).hasMessage("say why by --reason TEXT");
    }

    @Test
    void the_audit_keeps_the_last_hundred() {
        for (int i = 0; i < 130; i++) {
            desk.say(ControlChange.limit(i, null, ALICE), i);
        }

        assertThat(desk.read().audit()).hasSize(Control.AUDIT_LENGTH);
        assertThat(desk.read().audit().get(99).subject()).startsWith("moves per plan 129");
    }

    @Test
    void a_store_that_came_back_empty_gets_a_newer_document_than_the_lost_one() {
        Control lost = desk.say(ControlChange.limit(3, null, ALICE), 1_000);
        blackboard.wipe();

        Control anew = desk.say(ControlChange.limit(4, null, ALICE), 2_000);

        assertThat(anew.version().isNewerThan(lost.version())).isTrue();
    }

    private void assertRefused(ControlChange change, String words) {
        assertThatThrownBy(() -> desk.say(change, 100))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(words);
    }
}
