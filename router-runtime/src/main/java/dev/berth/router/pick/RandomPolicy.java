package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/** A lot drawn by the planned weights; an even one when no candidate has a weight. */
final class RandomPolicy implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        return Pick.of(draw(candidates, random), PickReason.RANDOM);
    }

    static int draw(List<? extends Candidate> candidates, RandomGenerator random) {
        double total = 0;
        for (int i = 0; i < candidates.size(); i++) {
            total += candidates.get(i).route().weight();
        }
        if (total <= 0) {
            return random.nextInt(candidates.size());
        }
        double left = random.nextDouble() * total;
        int last = 0;
        for (int i = 0; i < candidates.size(); i++) {
            double weight = candidates.get(i).route().weight();
            if (weight <= 0) {
                continue;
            }
            last = i;
            left -= weight;
            if (left < 0) {
                return i;
            }
        }
        return last;
    }
}
