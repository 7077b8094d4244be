package dev.berth.store;

import static dev.berth.store.WriteOutcome.ALREADY_THERE;
import static dev.berth.store.WriteOutcome.REFUSED_OLDER;
import static dev.berth.store.WriteOutcome.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RouterReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every blackboard must do. Told of two writers of {@code control}: the first of epoch 1, its successor of epoch 2. */
abstract class BlackboardContract {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BOUND_OF_A_CALL = Duration.ofSeconds(5);

    abstract Blackboard blackboard();

    abstract void takeStoreAway();

    /** Back, and as empty as a Redis without persistence. */
    abstract void bringStoreBackEmpty();

    abstract void loseEverything();

    abstract void plant(DocumentKey<?> key, Version version, String text);

    static Control control(long epoch, long counter) {
        return new Control(new Version(epoch, counter), 1_000, false, "", (int) counter, 0, List.of());
    }

    static RouterReport report(String router, long counter) {
        return report(router, new Version(1, counter));
    }

    static RouterReport report(String router, Version version) {
        return new RouterReport(version, 1_000, router, Version.NONE, List.of());
    }

    static PlacementPlan plan(long counter) {
        return StoredPlans.numbered(counter);
    }

    @Test
    void what_was_written_is_read_again() {
        assertThat(blackboard().read(Keys.CONTROL)).isEmpty();
        assertThat(blackboard().write(Keys.CONTROL, control(1, 1))).isEqualTo(WRITTEN);
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(1, 1));
        assertThat(blackboard().versions()).containsExactly(Map.entry("control", new Version(1, 1)));
    }

    @Test
    void a_newer_version_replaces_an_older_one_and_never_the_reverse() {
        blackboard().write(Keys.CONTROL, control(1, 9));
        assertThat(blackboard().write(Keys.CONTROL, control(1, 10))).isEqualTo(WRITTEN);
        assertThat(blackboard().write(Keys.CONTROL, control(1, 9))).isEqualTo(REFUSED_OLDER);
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(1, 10));
    }

    @Test
    void a_writer_may_repeat_itself() {
        blackboard().write(Keys.CONTROL, control(1, 1));
        assertThat(blackboard().write(Keys.CONTROL, control(1, 1))).isEqualTo(ALREADY_THERE);
    }

    @Test
    void a_deposed_writer_is_refused_however_far_it_counted() {
        blackboard().write(Keys.CONTROL, control(1, 500));
        assertThat(blackboard().write(Keys.CONTROL, control(2, 1))).isEqualTo(WRITTEN);
        assertThat(blackboard().write(Keys.CONTROL, control(1, 501))).isEqualTo(REFUSED_OLDER);
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(2, 1));
    }

    @Test
    void versions_are_compared_exactly_up_to_their_bound() {
        long greatest = (1L << 53) - 1;
        blackboard().write(Keys.CONTROL, control(greatest, greatest - 1));
        assertThat(blackboard().write(Keys.CONTROL, control(greatest, greatest - 2)))
                .isEqualTo(REFUSED_OLDER);
        assertThat(blackboard().write(Keys.CONTROL, control(greatest, greatest)))
                .isEqualTo(WRITTEN);
        assertThat(blackboard().versions()).containsEntry("control", new Version(greatest, greatest));
    }

    @Test
    void an_emptied_store_takes_any_version_and_the_writer_fills_it_again() {
        Publication<Control> publication = new Publication<>(blackboard(), Keys.CONTROL, 5);
        publication.publish(version -> control(version.epoch(), version.counter()));
        blackboard().write(Keys.CONTROL, control(7, 1));
        loseEverything();
        assertThat(blackboard().versions()).isEmpty();

        assertThat(publication.refill()).isTrue();
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(5, 1));
        assertThat(publication.refill()).isTrue();
        assertThat(blackboard().versions()).containsEntry("control", new Version(5, 1));
    }

    @Test
    void a_publication_counts_on_where_another_one_stopped_and_never_back() {
        Publication<Control> publication = new Publication<>(blackboard(), Keys.CONTROL, 5);

        assertThat(publication.publish(8, v -> control(v.epoch(), v.counter())).version())
                .isEqualTo(new Version(5, 8));
        assertThat(publication.publish(3, v -> control(v.epoch(), v.counter())).version())
                .isEqualTo(new Version(5, 9));
        assertThat(publication.publish(v -> control(v.epoch(), v.counter())).version())
                .isEqualTo(new Version(5, 10));
        assertThat(blackboard().versions()).containsEntry("control", new Version(5, 10));
    }

    @Test
    void a_publication_learns_that_its_writer_was_deposed() {
        Publication<Control> deposed = new Publication<>(blackboard(), Keys.CONTROL, 1);
        deposed.publish(version -> control(version.epoch(), version.counter()));
        new Publication<>(blackboard(), Keys.CONTROL, 2)
                .publish(version -> control(version.epoch(), version.counter()));

        assertThatThrownBy(() -> deposed.publish(version -> control(version.epoch(), version.counter())))
                .isInstanceOf(DeposedException.class)
                .hasMessageContaining("'control'")
                .hasMessageContaining("1:2");
        assertThatThrownBy(deposed::refill).isInstanceOf(DeposedException.class);
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(2, 1));
    }

    @Test
    void while_the_store_is_away_every_call_fails_within_a_bound_and_afterwards_works_again() {
        Publication<Control> publication = new Publication<>(blackboard(), Keys.CONTROL, 1);
        publication.publish(version -> control(version.epoch(), version.counter()));
        takeStoreAway();

        assertUnavailable(() -> blackboard().read(Keys.CONTROL));
        assertUnavailable(() -> blackboard().write(Keys.CONTROL, control(1, 2)));
        assertUnavailable(() -> blackboard().readAll(Keys.ROUTERS));
        assertUnavailable(() -> blackboard().read(Keys.ROUTERS, "r"));
        assertUnavailable(() -> blackboard().write(Keys.ROUTERS, "r", report("r", 1)));
        assertUnavailable(() -> blackboard().remove(Keys.ROUTERS, "r", Version.NONE));
        assertUnavailable(() -> blackboard().history(Keys.PLAN, 5));
        assertUnavailable(() -> blackboard().versions());
        assertThat(publication.publish(version -> control(version.epoch(), version.counter())))
                .isEqualTo(control(1, 2));
        assertThat(publication.refill()).isFalse();

        bringStoreBackEmpty();
        await().atMost(SOON).until(publication::refill);
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(1, 2));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        long before = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BOUND_OF_A_CALL);
    }

    @Test
    void listeners_hear_of_each_write_and_of_nothing_that_was_refused() {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (Subscription ignored = blackboard().onChange(heard::add)) {
            awaitHearing(heard);
            blackboard().write(Keys.CONTROL, control(5, 1));
            blackboard().write(Keys.CONTROL, control(5, 1));
            blackboard().write(Keys.CONTROL, control(4, 1));
            blackboard().write(Keys.ROUTERS, "r", report("r", 1_000));
            blackboard().remove(Keys.ROUTERS, "r", new Version(1, 1_000));
            blackboard().remove(Keys.ROUTERS, "r", new Version(1, 1_000));
            blackboard().write(Keys.PLAN, plan(1));
            await().atMost(SOON).until(() -> heard.contains("plan"));
        }
        assertThat(heard.subList(heard.lastIndexOf("probe") + 1, heard.size()))
                .containsExactly("control", "routers", "routers", "plan");
    }

    @Test
    void a_closed_subscription_hears_nothing_more_and_a_listener_that_throws_harms_no_other() {
        List<String> heard = new CopyOnWriteArrayList<>();
        List<String> other = new CopyOnWriteArrayList<>();
        Subscription ended = blackboard().onChange(heard::add);
        blackboard().onChange(name -> {
            throw new IllegalStateException("a listener's own defect");
        });
        blackboard().onChange(other::add);
        awaitHearing(other);
        ended.close();
        heard.clear();
        blackboard().write(Keys.CONTROL, control(1, 1));
        await().atMost(SOON).until(() -> other.contains("control"));
        assertThat(heard).isEmpty();
    }

    /** A hint may be lost until the store listens, so a probe is written until it is heard, and the last one heard. */
    private void awaitHearing(List<String> heard) {
        DocumentKey<Control> probe = new DocumentKey<>("probe", Control.class, "");
        long[] counter = {0};
        await().atMost(SOON).pollDelay(Duration.ZERO).until(() -> {
            if (heard.contains("probe")) {
                return true;
            }
            blackboard().write(probe, control(1, ++counter[0]));
            return false;
        });
        DocumentKey<Control> last = new DocumentKey<>("last-probe", Control.class, "");
        blackboard().write(last, control(1, 1));
        await().atMost(SOON).until(() -> heard.contains("last-probe"));
        heard.clear();
    }

    @Test
    void hints_come_again_after_the_store_was_away() {
        List<String> heard = new CopyOnWriteArrayList<>();
        blackboard().onChange(heard::add);
        awaitHearing(heard);
        takeStoreAway();
        bringStoreBackEmpty();
        long[] counter = {0};
        await().atMost(SOON).ignoreExceptions().until(() -> {
            blackboard().write(Keys.CONTROL, control(1, ++counter[0]));
            return heard.contains("control");
        });
    }

    @Test
    void history_is_newest_first_and_ends_at_a_hundred() {
        assertThat(blackboard().history(Keys.PLAN, 5)).isEmpty();
        for (int counter = 1; counter <= 103; counter++) {
            blackboard().write(Keys.PLAN, plan(counter));
        }
        blackboard().write(Keys.PLAN, plan(103));
        blackboard().write(Keys.PLAN, plan(50));

        assertThat(blackboard().history(Keys.PLAN, 3)).containsExactly(plan(103), plan(102), plan(101));
        List<PlacementPlan> all = blackboard().history(Keys.PLAN, 1_000);
        assertThat(all).hasSize(DocumentKey.HISTORY_LENGTH).endsWith(plan(4));
        assertThat(blackboard().history(Keys.PLAN, 0)).isEmpty();
        assertThat(blackboard().history(Keys.CONTROL, 5)).isEmpty();
        assertThat(blackboard().versions()).containsOnlyKeys("plan");
    }

    @Test
    void the_fields_of_a_hash_have_versions_of_their_own() {
        assertThat(blackboard().readAll(Keys.ROUTERS)).isEmpty();
        assertThat(blackboard().write(Keys.ROUTERS, "a", report("a", 7))).isEqualTo(WRITTEN);
        assertThat(blackboard().write(Keys.ROUTERS, "b", report("b", 3))).isEqualTo(WRITTEN);
        assertThat(blackboard().write(Keys.ROUTERS, "b", report("b", 3))).isEqualTo(ALREADY_THERE);
        assertThat(blackboard().write(Keys.ROUTERS, "a", report("a", 6))).isEqualTo(REFUSED_OLDER);
        assertThat(blackboard().readAll(Keys.ROUTERS))
                .containsOnly(Map.entry("a", report("a", 7)), Map.entry("b", report("b", 3)));
        assertThat(blackboard().read(Keys.ROUTERS, "a")).contains(report("a", 7));
        assertThat(blackboard().read(Keys.ROUTERS, "c")).isEmpty();
        assertThat(blackboard().versions()).isEmpty();
    }

    @Test
    void a_field_is_removed_by_who_knows_its_newest_version() {
        blackboard().write(Keys.ROUTERS, "a", report("a", 7));
        assertThat(blackboard().remove(Keys.ROUTERS, "a", new Version(1, 6))).isEqualTo(REFUSED_OLDER);
        assertThat(blackboard().remove(Keys.ROUTERS, "a", new Version(1, 7))).isEqualTo(WRITTEN);
        assertThat(blackboard().remove(Keys.ROUTERS, "a", new Version(1, 7))).isEqualTo(ALREADY_THERE);
        assertThat(blackboard().readAll(Keys.ROUTERS)).isEmpty();
        assertThat(blackboard().write(Keys.ROUTERS, "a", report("a", 1))).isEqualTo(WRITTEN);
    }

    @Test
    void a_text_that_is_no_document_counts_as_absent_until_its_writer_supersedes_it() {
        plant(Keys.CONTROL, new Version(1, 1), "{\"frozen\": oops");
        assertThat(blackboard().read(Keys.CONTROL)).isEmpty();
        assertThat(blackboard().versions()).containsEntry("control", new Version(1, 1));
        assertThat(blackboard().write(Keys.CONTROL, control(1, 2))).isEqualTo(WRITTEN);
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(1, 2));
    }

    @Test
    void whatever_the_interleaving_of_writers_the_greatest_version_stands() throws Exception {
        List<Control> writes = new ArrayList<>();
        for (long epoch = 1; epoch <= 4; epoch++) {
            for (long counter = 1; counter <= 25; counter++) {
                writes.add(control(epoch, counter));
            }
        }
        Collections.shuffle(writes, new Random(7));
        ExecutorService writers = Executors.newFixedThreadPool(6);
        try {
            List<Future<WriteOutcome>> outcomes = new ArrayList<>();
            for (Control write : writes) {
                outcomes.add(writers.submit(() -> blackboard().write(Keys.CONTROL, write)));
            }
            for (Future<WriteOutcome> outcome : outcomes) {
                assertThat(outcome.get(20, TimeUnit.SECONDS)).isNotEqualTo(ALREADY_THERE);
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(blackboard().read(Keys.CONTROL)).contains(control(4, 25));
    }

    @Test
    void a_closed_blackboard_refuses_calls() {
        blackboard().onChange(name -> {});
        blackboard().close();
        assertUnavailable(() -> blackboard().read(Keys.CONTROL));
        assertUnavailable(() -> blackboard().write(Keys.CONTROL, control(1, 1)));
        blackboard().close();
    }
}
