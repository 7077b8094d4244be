package dev.berth.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.evaluation.replay.RequestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final double DRIFT = 30;
    private static final double END = 60;

    /** Two requests a second, at .0 and .5; {@code missed} tells by the half second which ones miss. */
    private static List<JudgedRequest> requests(IntPredicate missed) {
        List<JudgedRequest> all = new ArrayList<>();
        for (int half = 0; half < 2 * END; half++) {
            double at = half / 2.0;
            RequestResult result =
                    new RequestResult("r" + half, "sql", true, at, at, at, at, Outcome.COMPLETED, 200, 1, 1, "", "");
            all.add(new JudgedRequest(result, missed.test(half) ? Verdict.MISSED : Verdict.MET));
        }
        return all;
    }

    private static Recovery after(IntPredicate missed) {
        return Recovery.of(requests(missed), DRIFT, END);
    }

    @Test
    void withoutADipItIsRecoveredAtOnce() {
        Recovery recovery = after(half -> false);

        assertThat(recovery).isEqualTo(new Recovery(DRIFT, 1, 1, true, 0));
    }

    @Test
    void itIsBackWhenTheWindowHasForgottenAllMissesButOne() {
        // Everything due in [30, 40) misses. A window of 5 s has 10 requests, so one miss (39.5) is forgiven: the
        // window
        // [39.5, 44.5) is the first with only one.
        Recovery recovery = after(half -> half >= 60 && half < 80);

        assertThat(recovery.recovered()).isTrue();
        assertThat(recovery.afterSeconds()).isCloseTo(14.5, within(1e-9));
        assertThat(recovery.lowest()).isZero();
        assertThat(recovery.before()).isEqualTo(1);
    }

    @Test
    void aRelapseWithinTenSecondsStartsTheClockAgain() {
        // Misses in [30, 35), and two more at 47 and 48: back from 39.5 for only 8.5 s, and again from 52.5... for 7.5
        // s.
        Recovery relapsed = after(half -> (half >= 60 && half < 70) || half == 94 || half == 96);

        assertThat(relapsed.recovered()).isFalse();
        assertThat(relapsed.afterSeconds()).isZero();
        assertThat(after(half -> half >= 60 && half < 70).afterSeconds()).isCloseTo(9.5, within(1e-9));
    }

    @Test
    void whatNeverComesBackIsNotRecovered() {
        Recovery recovery = after(half -> half >= 60 && half % 2 == 0);

        assertThat(recovery.recovered()).isFalse();
        assertThat(recovery.lowest()).isLessThanOrEqualTo(0.5);
    }

    @Test
    void beforeIsTheLastTwentySecondsOnly() {
        // Misses in the warm-up count for nothing; one in four of the last twenty seconds does.
        Recovery recovery = after(half -> half < 20 || (half >= 20 && half % 4 == 0));

        assertThat(recovery.before()).isCloseTo(0.75, within(1e-9));
        assertThat(recovery.recovered()).isTrue();
        assertThat(recovery.afterSeconds()).isLessThanOrEqualTo(2);
    }

    @Test
    void withoutADriftThereIsNothingToRecoverFrom() {
        assertThat(Recovery.of(requests(half -> false), 0, END)).isEqualTo(new Recovery(0, 0, 0, false, 0));
    }
}
