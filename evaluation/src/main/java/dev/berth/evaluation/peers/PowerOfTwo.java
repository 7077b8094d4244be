package dev.berth.evaluation.peers;

import dev.berth.router.pick.Candidate;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two different pods by lot, the one with fewer requests. Source: Mitzenmacher, "The power of two choices in randomized load
 * balancing" (2001); AIBrix's {@code power-of-two}, SMG's {@code power_of_two}.
 */
final class PowerOfTwo implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        return Pick.of(Candidacy.fewerOfTwo(candidates, i -> true, random), PickReason.FEWER_OF_TWO);
    }
}
