package dev.berth.router.table;

import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.SloTarget;
import dev.berth.router.TestProfiles;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.RequestFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookingTest {
    private final TableHolder holder = new TableHolder(new LiveCounts(() -> {}), () -> {});

    @BeforeEach
    void twoModelsOnOnePod() {
        holder.apply(table(1).pod("p", 1)
                .pod("q", 2)
                .hot("sql", "p", "q")
                .hot("chat", "p")
                .build());
    }

    private PairLoad live(String model, int route) {
        return holder.view().model(model).targets().get(route).live();
    }

    private static RequestFacts request(String model, long prompt, long output, long sequence) {
        return new RequestFacts(model, true, prompt, output, sequence);
    }

    @Test
    void aRequestIsInTheQueueUntilItsAnswerBegins() {
        PairLoad sql = live("sql", 0);
        Booking booking = sql.book(request("sql", 300, 50, 0).withTarget(new SloTarget(1, 0.05, 0)), null);
        PairLoad chat = live("chat", 0);
        assertThat(chat.podWaiting()).isEqualTo(1);
        assertThat(chat.waitingPromptTokens()).isEqualTo(300);
        assertThat(chat.podTokenRateOwed()).isEqualTo(20);
        booking.answering();
        assertThat(chat.podWaiting()).isZero();
        assertThat(chat.waitingPromptTokens()).isZero();
        assertThat(chat.podPromptTokens()).isEqualTo(300);
        assertThat(chat.podOutputTokens()).isEqualTo(50);
        assertThat(chat.podContextTokens()).isEqualTo(350);
        booking.ended();
        booking.ended();
        assertThat(chat.podInFlight()).isZero();
        assertThat(chat.podContextTokens()).isZero();
        assertThat(chat.podTokenRateOwed()).isZero();
    }

    @Test
    void oneThatEndsUnansweredLeavesTheQueueToo() {
        Booking booking = live("sql", 0).book(request("sql", 300, 50, 0), null);
        booking.ended();
        booking.answering();
        assertThat(live("sql", 0).podWaiting()).isZero();
        assertThat(live("sql", 0).modelRunning()).isZero();
    }

    @Test
    void ofAnAnswerInOnePieceNobodySeesTheBeginningSoItCountsAsBegun() {
        live("sql", 0).book(request("sql", 300, 50, 0).whole(), null);
        assertThat(live("sql", 0).podWaiting()).isZero();
        assertThat(live("sql", 0).podInFlight()).isEqualTo(1);
    }

    @Test
    void aPrefixThatWasSentNeedNotBeReadAgainByThatPodAndThatModel() {
        PrefixBlocks prefix = PrefixBlocks.ofChain(new long[] {1, 2, 3}, 64);
        live("sql", 0).book(request("sql", 300, 50, 0).withPrefix(prefix), TestProfiles.profile());
        assertThat(live("sql", 0).cachedBlocks(prefix)).isEqualTo(3);
        assertThat(live("sql", 1).cachedBlocks(prefix)).as("another pod").isZero();
        assertThat(live("chat", 0).cachedBlocks(prefix)).as("another adapter").isZero();
        live("sql", 0).book(request("sql", 300, 50, 1).withPrefix(prefix), TestProfiles.profile());
        assertThat(live("sql", 0).podPromptTokens()).isEqualTo(300 + (300 - 192));
        assertThat(live("sql", 0).podContextTokens()).isEqualTo(2 * 350);
    }

    @Test
    void anAdapterAgesByTheOthersThatBecomeActive() {
        assertThat(live("sql", 0).activationsSince()).isZero();
        live("sql", 0).book(request("sql", 300, 50, 0), null).ended();
        for (int i = 0; i < 3; i++) {
            live("chat", 0).book(request("chat", 300, 50, i), null).ended();
        }
        assertThat(live("sql", 0).activationsSince()).isEqualTo(3);
        live("sql", 0).book(request("sql", 300, 50, 1), null);
        assertThat(live("sql", 0).activationsSince()).as("active").isZero();
    }

    @Test
    void theShareOfRecentPicksFollowsThem() {
        for (int i = 0; i < 400; i++) {
            live("sql", i % 4 == 0 ? 1 : 0)
                    .book(request("sql", 300, 50, i), null)
                    .ended();
        }
        assertThat(live("sql", 0).recentShare(400)).isCloseTo(0.75, within(0.02));
        assertThat(live("sql", 1).recentShare(400)).isCloseTo(0.25, within(0.02));
        assertThat(live("sql", 0).recentShare(464)).as("64 picks elsewhere").isCloseTo(0.75 / Math.E, within(0.02));
        assertThat(live("sql", 0).recentShare(10_000)).isZero();
    }
}
