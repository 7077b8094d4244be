package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.slo.SloTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SloLeastLoadPolicyTest {
    /** Short out, short in: 10/s at 1 s saturate, so each holds 0.1. Long out: 2/s at 2.5 s, so 0.2. Long in: not servable. */
    private static final LatencyProfile SMALL = profile("small", List.of(10.0, 0.0), List.of(2.0, 0.0), 1.0, 2.5);
    /** Twice as strong. */
    private static final LatencyProfile BIG = profile("big", List.of(20.0, 5.0), List.of(4.0, 1.0), 1.0, 2.5);

    private final Policy policy = new SloLeastLoadPolicy();
    private final RandomGenerator random = new SplittableRandom(1);

    static LatencyProfile profile(
            String deployment, List<Double> shortOut, List<Double> longOut, double shortE2e, double longE2e) {
        Grid grid = new Grid(List.of(64, 512), List.of(128, 2048));
        Matrix tputs = new Matrix(List.of(shortOut, longOut));
        Matrix e2e = new Matrix(List.of(List.of(shortE2e, shortE2e), List.of(longE2e, longE2e)));
        EngineSpec engine = new EngineSpec(
                "test",
                "GPU",
                "llama",
                1,
                new StepTime(10, 0.1, 0.1, 0, 0, 0),
                new EngineLimits(256, 2048, 100_000, 16, 32_768, 8, 32, 64),
                List.of(new LoadTime(16, 10, 100, 100)),
                4,
                1,
                List.of());
        return new LatencyProfile(
                Version.firstOf(1),
                0,
                deployment,
                "llama",
                "GPU",
                1,
                grid,
                tputs,
                e2e,
                e2e,
                e2e,
                new SloTarget(2, 0.1, 0),
                engine,
                0,
                0,
                List.of(List.of(false, false), List.of(false, false)),
                0);
    }

    private Pick pick(long out, long in, Candidates... pods) {
        List<Candidate> candidates =
                Arrays.stream(pods).map(Candidates::candidate).toList();
        Map<String, LatencyProfile> profiles = Map.of("small", SMALL, "big", BIG);
        return policy.pick(new RequestFacts("sql", true, in, out, 0), candidates, profiles::get, random);
    }

    @Test
    void thePodThatIsLeastFullAfterwardsWins() {
        // 0.50 + 0.10 = 0.60 against 0.45 + 0.10 = 0.55
        Pick pick = pick(
                64,
                128,
                Candidates.pod("a").of("small").loaded(0.50),
                Candidates.pod("b").of("small").loaded(0.45));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.LEAST_LOAD));
    }

    @Test
    void aStrongerPodMayBeFullerAndStillWin() {
        // long outputs: small 0.40 + 1/(2*2.5) = 0.60, big 0.45 + 1/(4*2.5) = 0.55
        Pick pick = pick(
                512,
                128,
                Candidates.pod("a").of("small").loaded(0.40),
                Candidates.pod("b").of("big").loaded(0.45));
        assertThat(pick.index()).isEqualTo(1);
        // short outputs: small 0.40 + 0.10 = 0.50, big 0.45 + 0.05 = 0.50: the same, so fewer requests decide
        Pick even = pick(
                64,
                128,
                Candidates.pod("a").of("small").loaded(0.40).with(2),
                Candidates.pod("b").of("big").loaded(0.45).with(1));
        assertThat(even.index()).isEqualTo(1);
    }

    @Test
    void equalPodsAreTakenByRequestsThenByName() {
        assertThat(pick(
                                64,
                                128,
                                Candidates.pod("b").of("small").with(1),
                                Candidates.pod("a").of("small").with(1))
                        .index())
                .isEqualTo(1);
        assertThat(pick(
                                64,
                                128,
                                Candidates.pod("b").of("small").with(1),
                                Candidates.pod("a").of("small").with(2))
                        .index())
                .isZero();
    }

    @Test
    void aLengthThatOneDeploymentCantServeGoesToTheOther() {
        // small counts a whole pod: 0 + 1; big 0.7 + 1/(5*1) = 0.9
        Pick pick = pick(
                64,
                2048,
                Candidates.pod("a").of("small"),
                Candidates.pod("b").of("big").loaded(0.7));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.LEAST_LOAD));
    }

    @Test
    void aLengthThatNobodyCanServeGoesWhereItHurtsLeast() {
        Pick pick = pick(
                64,
                2048,
                Candidates.pod("a").of("small").loaded(0.3),
                Candidates.pod("b").of("small").loaded(0.2));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.BEYOND_SLO));
    }

    @Test
    void withoutAProfileFewestRequestsDecide() {
        Pick pick = pick(
                64,
                128,
                Candidates.pod("a").of("small").with(4),
                Candidates.pod("b").of("unknown").with(1));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.NO_PROFILE));
    }

    @Test
    void aRequestHoldsTheInverseOfWhatSaturatesThePodAndNeverMoreThanOnePod() {
        assertThat(RequestShare.of(SMALL, 64, 128)).isEqualTo(0.1);
        assertThat(RequestShare.of(SMALL, 64, 2048)).isEqualTo(1);
        assertThat(RequestShare.of(null, 64, 128)).isZero();
    }
}
