package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/** A way to choose one of several pods. Pure: the same arguments give the same choice. */
@FunctionalInterface
public interface Policy {
    /**
     * @param candidates not empty; hot ones before warm ones
     * @return one of them, or {@link Pick#WAIT}
     */
    Pick pick(
            RequestFacts request, List<? extends Candidate> candidates, ProfileSource profiles, RandomGenerator random);

    /** Whether it looks at {@link RequestFacts#prefix}; the router hashes prompts for nobody else. */
    default boolean wantsPrefix() {
        return false;
    }

    /** Whether it is offered warm standbys beside hot pods; else it sees them only when no hot pod is usable. */
    default boolean wantsStandbys() {
        return false;
    }
}
