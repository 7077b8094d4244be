package dev.berth.router.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.router.rollout.Canary.State;
import dev.berth.router.rollout.Canary.Tally;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanaryTest {
    private static Canary canary(double share) {
        return new Canary(new CanaryConfig("sql", "sql-v2", share, 20, 0));
    }

    private static void end(Canary canary, boolean candidate, int times, Outcome outcome, Verdict verdict) {
        for (int i = 0; i < times; i++) {
            canary.ended(candidate, outcome, verdict);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.1,100", "0.25,250", "0.333,333", "1,1000"})
    void theShareIsKeptExactly(double share, int expected) {
        Canary canary = canary(share);
        int chosen = 0;
        for (int i = 0; i < 1_000; i++) {
            chosen += canary.next() ? 1 : 0;
        }
        assertThat(chosen).isEqualTo(expected);
    }

    /** Counted, met and failed of the version in force, then of the candidate; and what is said. */
    @ParameterizedTest
    @CsvSource({
        "1000, 950, 10,  50, 48, 0, ''",
        "1000, 950, 10,  50, 25, 0, fewer of its requests meet their SLO",
        "1000, 950, 10,  50, 35, 15, more of its requests fail",
        "1000, 950, 10,  50, 46, 1, ''",
        "1000, 500, 10, 100, 49, 1, ''",
        "1000, 1000, 0, 1000, 985, 0, ''",
        "1000, 1000, 0, 1000, 970, 0, fewer of its requests meet their SLO",
        "0, 0, 0, 100, 0, 100, ''",
        "100, 0, 100, 100, 0, 100, ''",
        "100, 20, 50, 100, 90, 5, ''"
    })
    void worseIsWhatIsNeitherChanceNorWithinTheTolerance(
            long counted, long met, long failed, long ofIt, long itMet, long itFailed, String expected) {
        assertThat(Canary.worse(new Tally(counted, met, failed), new Tally(ofIt, itMet, itFailed), 0.02))
                .isEqualTo(expected);
    }

    @Test
    void aWorseVersionIsTakenBackAtOnceAndForGood() {
        Canary canary = canary(0.5);
        end(canary, false, 100, Outcome.COMPLETED, Verdict.MET);
        end(canary, true, 19, Outcome.FAILED, Verdict.MISSED);
        assertThat(canary.state()).as("not enough is known").isEqualTo(State.TRIAL);
        assertThat(canary.ended(true, Outcome.FAILED, Verdict.MISSED)).isTrue();
        assertThat(canary.state()).isEqualTo(State.ROLLED_BACK);
        assertThat(canary.reason()).isEqualTo("more of its requests fail");
        for (int i = 0; i < 10; i++) {
            assertThat(canary.next()).isFalse();
        }
        assertThat(canary.ended(true, Outcome.FAILED, Verdict.MISSED))
                .as("told once")
                .isFalse();
    }

    @Test
    void whatClientsDidSaysNothing() {
        Canary canary = canary(0.5);
        end(canary, false, 100, Outcome.COMPLETED, Verdict.MET);
        end(canary, true, 100, Outcome.CLIENT_ERROR, Verdict.NOT_COUNTED);
        assertThat(canary.ofCandidate().counted()).isZero();
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        Canary canary = canary(0.5);
        end(canary, false, 3_000, Outcome.COMPLETED, Verdict.MET);
        end(canary, true, 5_000, Outcome.COMPLETED, Verdict.MET);
        assertThat(canary.ofCandidate().counted()).isLessThanOrEqualTo(2_000);
        assertThat(canary.ofStable().counted()).isLessThan(3_000);
    }

    @Test
    void aNewConfigurationLeavesATrialThatIsAsItWas() {
        CanaryConfig sql = new CanaryConfig("sql", "sql-v2", 0.5, 20, 0);
        Rollouts rollouts = Rollouts.NONE.renewed(new ModelsConfig(Map.of(), List.of(sql)));
        Canary known = rollouts.canary("sql");
        assertThat(rollouts.renewed(new ModelsConfig(Map.of("a", "b"), List.of(sql)))
                        .canary("sql"))
                .isSameAs(known);
        assertThat(rollouts.renewed(new ModelsConfig(Map.of(), List.of(new CanaryConfig("sql", "sql-v2", 0.6, 20, 0))))
                        .canary("sql"))
                .isNotSameAs(known);
        assertThat(rollouts.renewed(ModelsConfig.DEFAULTS).canary("sql")).isNull();
    }

    @Test
    void anAliasIsLookedUpOnceAndACandidateWithoutARouteIsNotChosen() {
        Rollouts rollouts = Rollouts.NONE.renewed(new ModelsConfig(
                Map.of("gpt", "sql", "loop", "gpt"), List.of(new CanaryConfig("sql", "sql-v2", 1, 20, 0))));
        assertThat(rollouts.next("gpt", model -> true).model()).isEqualTo("sql-v2");
        assertThat(rollouts.next("gpt", model -> false).model()).isEqualTo("sql");
        assertThat(rollouts.next("loop", model -> true).model()).isEqualTo("gpt");
        assertThat(rollouts.next("other", model -> true).model()).isEqualTo("other");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new CanaryConfig("a", "a", 0.1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CanaryConfig("a", "b", 1.1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        CanaryConfig one = new CanaryConfig("a", "b", 0.1, 0, 0);
        assertThatThrownBy(() -> new ModelsConfig(Map.of(), List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
