package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PrefixPoliciesTest {
    /** 1,000 tokens, of which 8 blocks of 100 are known as a chain. */
    private static final RequestFacts TURN = new RequestFacts("sql", true, 1_000, 100, 0)
            .withPrefix(PrefixBlocks.ofChain(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, 100));

    private final RandomGenerator random = new SplittableRandom(1);

    private Pick pick(Policy policy, Candidates... pods) {
        List<Candidate> candidates =
                Arrays.stream(pods).map(Candidates::candidate).toList();
        return policy.pick(TURN, candidates, ProfileSource.NONE, random);
    }

    @Test
    void theLongestPrefixWins() {
        Pick pick = pick(
                new PrefixAffinityPolicy(),
                Candidates.pod("a").with(0).caching(2),
                Candidates.pod("b").with(1).caching(8),
                Candidates.pod("c"));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.PREFIX));
    }

    @Test
    void aCrowdedPodIsPassedOverForTheNextBest() {
        // mean 4, so at most 1.25 * 4 + 1 = 6
        Candidates crowded = Candidates.pod("a").with(7).caching(8);
        Candidates second = Candidates.pod("b").with(5).caching(2);
        Candidates empty = Candidates.pod("c").with(0);
        assertThat(pick(new PrefixAffinityPolicy(), crowded, second, empty)).isEqualTo(new Pick(1, PickReason.PREFIX));
    }

    @Test
    void aPromptThatNobodyKnowsGoesToTheFewestRequests() {
        Pick pick = pick(
                new PrefixAffinityPolicy(),
                Candidates.pod("a").with(2),
                Candidates.pod("b").with(1));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.LEAST_REQUEST));
    }

    @Test
    void equalPrefixesGoByRequestsThenByName() {
        assertThat(pick(
                                new PrefixAffinityPolicy(),
                                Candidates.pod("b").with(1).caching(3),
                                Candidates.pod("a").with(1).caching(3))
                        .index())
                .isEqualTo(1);
    }

    @Test
    void aPrefixIsWeighedAgainstLoad() {
        // mean 8. a: 0.8 - (12 - 8) / 8 = 0.3; b: 0 - (4 - 8) / 8 = 0.5
        Candidates cached = Candidates.pod("a").with(12).caching(8);
        Candidates calm = Candidates.pod("b").with(4);
        assertThat(pick(new LoadBalancedPrefixPolicy(), cached, calm)).isEqualTo(new Pick(1, PickReason.BALANCED));
        // mean 8. a: 0.8 - (10 - 8) / 8 = 0.55; b: 0 + 2 / 8 = 0.25
        assertThat(pick(
                                new LoadBalancedPrefixPolicy(),
                                Candidates.pod("a").with(10).caching(8),
                                Candidates.pod("b").with(6))
                        .index())
                .isZero();
    }

    @Test
    void belowOneRequestAPodTheDifferenceIsNotMagnified() {
        // mean 0.5, divided by 1. a: 0.4 - 0.5 = -0.1; b: 0.5
        Candidates cached = Candidates.pod("a").with(1).caching(4);
        Candidates idle = Candidates.pod("b").with(0);
        assertThat(pick(new LoadBalancedPrefixPolicy(), cached, idle).index()).isEqualTo(1);
    }
}
