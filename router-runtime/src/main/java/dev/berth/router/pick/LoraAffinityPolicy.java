package dev.berth.router.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Sends an adapter's requests where the adapter is active, so that it takes few slots in the fleet.
 *
 * <pre>
 *   affinity   the adapter runs there; failing that, it has requests waiting there
 *   capacity   not in the affinity group, and a slot is free: active adapters &lt; max_loras
 *   both       affinity with probability 0.999, else capacity; so a hot adapter can spread by itself
 *   one        that one
 *   neither    by lot
 * </pre>
 *
 * Inside a group the pod with the fewest requests wins. A pod whose {@code max_loras} is unknown (0) counts as one with a
 * free slot: treating it as full would starve it for ever. A base model needs no slot: fewest requests.
 *
 * <p>The rule is that of AIBrix's proposed {@code lora-affinity}, with what its review found mended: capacity comes from
 * {@code max_loras} itself, zero is handled, and running counts for more than waiting.
 */
final class LoraAffinityPolicy implements Policy {
    static final double AFFINITY_PROBABILITY = 0.999;

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        if (!request.adapter()) {
            return Pick.of(LeastRequestPolicy.least(candidates, random), PickReason.LEAST_REQUEST);
        }
        int affine = LeastRequestPolicy.least(candidates, LoraAffinityPolicy::isRunning, random);
        PickReason reason = PickReason.ADAPTER_RUNNING;
        if (affine < 0) {
            affine = LeastRequestPolicy.least(candidates, LoraAffinityPolicy::isActive, random);
            reason = PickReason.ADAPTER_WAITING;
        }
        int free = LeastRequestPolicy.least(candidates, LoraAffinityPolicy::hasFreeSlot, random);
        if (affine >= 0 && (free < 0 || random.nextDouble() < AFFINITY_PROBABILITY)) {
            return Pick.of(affine, reason);
        }
        if (free >= 0) {
            return Pick.of(free, affine >= 0 ? PickReason.SPREAD : PickReason.FREE_SLOT);
        }
        return Pick.of(random.nextInt(candidates.size()), PickReason.NO_FREE_SLOT);
    }

    private static boolean isRunning(Candidate candidate) {
        return candidate.live().modelRunning() > 0;
    }

    private static boolean isActive(Candidate candidate) {
        return candidate.live().modelInFlight() > 0;
    }

    private static boolean hasFreeSlot(Candidate candidate) {
        int maxLoras = candidate.pod().maxLoras();
        return !isActive(candidate) && (maxLoras <= 0 || candidate.live().activeAdapters() < maxLoras);
    }
}
