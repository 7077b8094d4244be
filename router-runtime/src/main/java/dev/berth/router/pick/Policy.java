package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/** A way to choose one of several pods. Pure: the same arguments give the same choice. */
@FunctionalInterface
public interface Policy {
    /**
     * @param candidates not empty
     */
    Pick pick(
            RequestFacts request, List<? extends Candidate> candidates, ProfileSource profiles, RandomGenerator random);
}
