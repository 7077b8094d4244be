package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.profile.LatencyProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SloAdmissionPolicyTest {
    /** Short requests hold 1/(10 * 1) = 0.1 of a pod, long outputs 1/(2 * 2.5) = 0.2; long prompts can't be served. */
    private static final LatencyProfile SMALL =
            SloLeastLoadPolicyTest.profile("small", List.of(10.0, 0.0), List.of(2.0, 0.0), 1.0, 2.5);

    private final RandomGenerator random = new SplittableRandom(1);

    private Pick pick(Policy policy, long out, long in, Candidates... pods) {
        List<Candidate> candidates =
                Arrays.stream(pods).map(pod -> pod.of("small").candidate()).toList();
        return policy.pick(new RequestFacts("sql", true, in, out, 0), candidates, Map.of("small", SMALL)::get, random);
    }

    @Test
    void ofThePodsWithRoomTheLeastFullIsTaken() {
        Pick pick = pick(
                SloAdmissionPolicy.LEAST_LOAD,
                64,
                128,
                Candidates.pod("a").loaded(0.8),
                Candidates.pod("b").loaded(0.5),
                Candidates.pod("c").loaded(0.95));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.LEAST_LOAD));
    }

    @Test
    void packingTakesTheFullestThatStillHasRoom() {
        Pick pick = pick(
                SloAdmissionPolicy.PACK_LOAD,
                64,
                128,
                Candidates.pod("a").loaded(0.8),
                Candidates.pod("b").loaded(0.5),
                Candidates.pod("c").loaded(0.95));
        assertThat(pick).isEqualTo(new Pick(0, PickReason.PACKED));
    }

    @Test
    void aPodIsFullAtOneAndNotBefore() {
        Candidates exactly = Candidates.pod("a").loaded(0.8); // 0.8 + 0.2 = 1
        Candidates above = Candidates.pod("a").loaded(0.81);
        assertThat(pick(SloAdmissionPolicy.LEAST_LOAD, 512, 128, exactly).index())
                .isZero();
        assertThat(pick(SloAdmissionPolicy.LEAST_LOAD, 512, 128, above)).isEqualTo(Pick.WAIT);
        assertThat(pick(SloAdmissionPolicy.PACK_LOAD, 512, 128, above).waits()).isTrue();
    }

    @Test
    void whatNoPodCanServeDoesNotWaitForEver() {
        Pick pick = pick(
                SloAdmissionPolicy.LEAST_LOAD,
                64,
                2048,
                Candidates.pod("a").loaded(0.9),
                Candidates.pod("b").loaded(0.4));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.BEYOND_SLO));
    }

    @Test
    void withoutAProfileFewestRequestsDecideAndNobodyWaits() {
        List<Candidate> pods = List.of(
                Candidates.pod("a").with(3).loaded(5).candidate(),
                Candidates.pod("b").with(2).loaded(5).candidate());
        Pick pick = SloAdmissionPolicy.LEAST_LOAD.pick(
                new RequestFacts("sql", true, 128, 64, 0), pods, ProfileSource.NONE, random);
        assertThat(pick).isEqualTo(new Pick(1, PickReason.NO_PROFILE));
    }
}
