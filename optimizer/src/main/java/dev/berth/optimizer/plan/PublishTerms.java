package dev.berth.optimizer.plan;

import dev.berth.domain.config.Doc;

/** When a better placement is worth a new plan. */
public record PublishTerms(
        @Doc("age from which demand says nothing any more, seconds") double demandStaleSeconds,
        @Doc("change of a replica's share of traffic below which a reweight is not worth a plan, 0 to 1")
                double leastReweight,
        @Doc("drop of the worst pod's load for which a mere reweight is worth a plan, pods") double leastRelief,
        @Doc("age of a plan from which idle replicas are unloaded for their own sake, seconds")
                double idleUnloadSeconds) {

    public static final PublishTerms DEFAULTS = new PublishTerms(180, 0.1, 0.05, 600);

    public PublishTerms {
        if (!(demandStaleSeconds > 0) || !(leastReweight >= 0) || !(leastRelief >= 0) || !(idleUnloadSeconds >= 0)) {
            throw new IllegalArgumentException("publish: demandStaleSeconds is > 0, the others are >= 0");
        }
    }

    public long staleMillis() {
        return Math.round(demandStaleSeconds * 1000);
    }
}
