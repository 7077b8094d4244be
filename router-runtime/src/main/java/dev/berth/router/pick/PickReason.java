package dev.berth.router.pick;

import dev.berth.domain.placement.Tier;

/** Why a pod was chosen: a bounded set, for logs and labels. */
public enum PickReason {
    /** By lot. */
    RANDOM("random"),
    /** It was the pod's turn. */
    ROUND_ROBIN("round-robin"),
    /** Fewest requests in flight. */
    LEAST_REQUEST("least-request"),
    /** The adapter is in the pod's batch. */
    ADAPTER_RUNNING("adapter-running"),
    /** The adapter has requests on the pod, none of which has been answered yet. */
    ADAPTER_WAITING("adapter-waiting"),
    /** The adapter is active nowhere and the pod has a free slot. */
    FREE_SLOT("free-slot"),
    /** The adapter is active elsewhere; a free slot was tried all the same. */
    SPREAD("spread"),
    /** The adapter is active nowhere and no pod has a free slot. */
    NO_FREE_SLOT("no-free-slot"),
    /** Least load after taking the request. */
    LEAST_LOAD("least-load"),
    /** Least load, though the profile says that no pod meets the SLO for such a length. */
    BEYOND_SLO("beyond-slo"),
    /** A candidate has no profile: fewest requests instead, or nominal figures. */
    NO_PROFILE("no-profile"),
    /** Most loaded of those with room for the request. */
    PACKED("packed"),
    /** Each pod would be above its capacity with the request. */
    AT_CAPACITY("at-capacity"),
    /** Most of the prompt's prefix is cached there. */
    PREFIX("prefix"),
    /** Cached prefix against load. */
    BALANCED("balanced"),
    /** Where the request adds most to what meets its SLO. */
    SUREST("surest"),
    /** Likewise, though it costs others as much as it gains, or is as good as lost itself. */
    LEAST_LATE("least-late"),
    /** Fewer requests, of two by lot. */
    FEWER_OF_TWO("fewer-of-two"),
    /** Highest sum of weighted scores. */
    SCORED("scored");

    private final String text;
    private final String spill;

    PickReason(String text) {
        this.text = text;
        this.spill = "spill-" + text;
    }

    /** For people and labels; says when a standby had to take the request. */
    public String text(Tier tier) {
        return tier == Tier.WARM ? spill : text;
    }
}
