package dev.berth.domain.placement;

import dev.berth.domain.fleet.PodIncarnation;

/**
 * A model on a pod.
 *
 * @param weight share of the model's traffic, 0 to 1; the weights of a model's hot assignments sum to 1, a warm one has 0
 */
public record Assignment(PodIncarnation pod, Tier tier, double weight) {
    public Assignment {
        if (!(weight >= 0 && weight <= 1) || (tier == Tier.WARM && weight != 0)) {
            throw new IllegalArgumentException(tier + " on " + pod + " has weight " + weight);
        }
    }
}
