package dev.berth.evaluation.peers;

import dev.berth.router.pick.Candidate;
import dev.berth.router.pick.LiveLoad;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Of the pods that report the adapter as loaded, the one with fewer requests of two by lot; if none does, of all pods, and
 * the chosen one loads it. Source: Ray Serve's model multiplexing ("prefer replicas that have the model id", power of two
 * choices among them). A pod counts as having the adapter while it is among its last {@code max_loras} active ones, as in a
 * replica's LRU of {@code max_num_adapters_per_replica}. Left out: the time of 1 to 2 s after which Ray gives up waiting for
 * a replica with room, since a pod takes any number of requests here.
 */
final class RayMultiplexed implements Policy {
    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        if (request.adapter()) {
            int holder = Candidacy.fewerOfTwo(candidates, i -> hasLoaded(candidates.get(i)), random);
            if (holder >= 0) {
                return Pick.of(holder, PickReason.ADAPTER_RUNNING);
            }
        }
        return Pick.of(Candidacy.fewerOfTwo(candidates, i -> true, random), PickReason.FEWER_OF_TWO);
    }

    private static boolean hasLoaded(Candidate candidate) {
        LiveLoad live = candidate.live();
        return live.modelInFlight() > 0
                || live.activationsSince() < Math.max(1, candidate.pod().maxLoras());
    }
}
