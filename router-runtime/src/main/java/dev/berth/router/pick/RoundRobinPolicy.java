package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/** Each pod in turn, in the table's order. */
final class RoundRobinPolicy implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        return Pick.of(Math.floorMod(request.sequence(), candidates.size()), PickReason.ROUND_ROBIN);
    }
}
