package dev.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Polls come once a second; what is seen sooner than that came by a hint. */
class DocumentWatchTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final InMemoryBlackboard memory = new InMemoryBlackboard();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(3);
    private final AtomicLong clock = new AtomicLong(0);
    private final List<Control> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        executor.shutdownNow();
        memory.close();
    }

    private static Control control(long epoch, long counter) {
        return BlackboardContract.control(epoch, counter);
    }

    private DocumentWatch<Control> watch(Blackboard blackboard, Consumer<Control> onNewer) {
        return new DocumentWatch<>(blackboard, Keys.CONTROL, executor, clock::get, onNewer);
    }

    @Test
    void what_was_there_before_is_seen_and_what_comes_after_as_well() {
        memory.write(Keys.CONTROL, control(1, 1));
        try (DocumentWatch<Control> watch = watch(memory, told::add)) {
            await().atMost(SOON).until(() -> control(1, 1).equals(watch.view()));
            memory.write(Keys.CONTROL, control(1, 2));
            await().atMost(SOON).until(() -> control(1, 2).equals(watch.view()));
        }
        assertThat(told).containsExactly(control(1, 1), control(1, 2));
    }

    @Test
    void a_lost_hint_is_made_up_for_by_the_poll() {
        InMemoryBlackboard deaf = new InMemoryBlackboard(hint -> {});
        try (DocumentWatch<Control> watch = watch(deaf, told::add)) {
            deaf.write(Keys.CONTROL, control(1, 1));
            await().atMost(SOON).until(() -> control(1, 1).equals(watch.view()));
            deaf.write(Keys.CONTROL, control(1, 2));
            await().atMost(SOON).until(() -> control(1, 2).equals(watch.view()));
        }
    }

    @Test
    void a_hint_is_followed_long_before_the_poll() {
        long before = System.nanoTime();
        try (DocumentWatch<Control> watch = watch(memory, told::add)) {
            for (int counter = 1; counter <= 20; counter++) {
                Control next = control(1, counter);
                memory.write(Keys.CONTROL, next);
                await().pollInterval(Duration.ofMillis(2)).atMost(SOON).until(() -> next.equals(watch.view()));
            }
        }
        assertThat(told).hasSize(20);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(DocumentWatch.POLL_PERIOD.multipliedBy(10));
    }

    @Test
    void the_view_never_goes_back() {
        memory.write(Keys.CONTROL, control(5, 5));
        try (DocumentWatch<Control> watch = watch(memory, told::add)) {
            await().atMost(SOON).until(() -> watch.view() != null);
            memory.wipe();
            memory.write(Keys.CONTROL, control(1, 1));
            memory.write(Keys.CONTROL, control(5, 4));
            memory.write(Keys.CONTROL, control(5, 6));
            await().atMost(SOON).until(() -> control(5, 6).equals(watch.view()));
        }
        assertThat(told).containsExactly(control(5, 5), control(5, 6));
    }

    @Test
    void the_view_serves_on_while_the_store_is_away_or_empty_and_its_age_tells() {
        memory.write(Keys.CONTROL, control(1, 1));
        try (DocumentWatch<Control> watch = watch(memory, told::add)) {
            await().atMost(SOON).until(() -> watch.ageMillis() == 0);
            memory.unavailable(true);
            awaitAgeing(watch);
            memory.wipe();
            memory.unavailable(false);
            awaitAgeing(watch);
            assertThat(watch.view()).isEqualTo(control(1, 1));

            memory.write(Keys.CONTROL, control(1, 1));
            await().atMost(SOON).until(() -> watch.ageMillis() == 0);
        }
    }

    /** A poll in between would have confirmed the view at the new time, so the age stays only if none can. */
    private void awaitAgeing(DocumentWatch<Control> watch) {
        clock.addAndGet(5_000);
        long age = watch.ageMillis();
        await().during(Duration.ofMillis(1_200)).atMost(SOON).until(() -> watch.ageMillis() == age && age >= 5_000);
    }

    @Test
    void before_the_first_view_the_age_is_endless() {
        clock.set(0);
        try (DocumentWatch<Control> watch = watch(memory, told::add)) {
            assertThat(watch.view()).isNull();
            assertThat(watch.ageMillis()).isEqualTo(Long.MAX_VALUE);
            memory.write(Keys.CONTROL, control(1, 1));
            await().atMost(SOON).until(() -> watch.ageMillis() == 0);
        }
    }

    @Test
    void a_reader_that_throws_is_told_of_the_next_one() {
        Consumer<Control> clumsy = read -> {
            told.add(read);
            throw new IllegalStateException("the reader's own defect");
        };
        InMemoryBlackboard deaf = new InMemoryBlackboard(hint -> {});
        try (DocumentWatch<Control> watch = watch(deaf, clumsy)) {
            deaf.write(Keys.CONTROL, control(1, 1));
            await().atMost(SOON).until(() -> told.size() == 1);
            deaf.write(Keys.CONTROL, control(1, 2));
            await().atMost(SOON).until(() -> told.size() == 2);
            assertThat(watch.view()).isEqualTo(control(1, 2));
        }
    }

    @Test
    void a_text_that_is_no_document_leaves_the_view_and_the_next_document_is_taken() {
        memory.write(Keys.CONTROL, control(1, 1));
        try (DocumentWatch<Control> watch = watch(memory, told::add)) {
            await().atMost(SOON).until(() -> watch.view() != null);
            memory.plant("control", new Version(1, 2), "[]");
            memory.write(Keys.CONTROL, control(1, 3));
            await().atMost(SOON).until(() -> control(1, 3).equals(watch.view()));
        }
    }

    @Test
    void after_its_end_nobody_is_told_even_if_the_executor_is_gone() {
        InMemoryBlackboard direct = new InMemoryBlackboard(Runnable::run);
        DocumentWatch<Control> left = watch(direct, told::add);
        DocumentWatch<Control> closed = watch(direct, told::add);
        closed.close();
        executor.shutdownNow();
        assertThatCode(() -> direct.write(Keys.CONTROL, control(1, 1))).doesNotThrowAnyException();
        left.close();
        assertThat(told).isEmpty();
    }
}
