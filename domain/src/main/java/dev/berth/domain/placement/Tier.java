package dev.berth.domain.placement;

/** What an adapter is on a pod that it is assigned to. */
public enum Tier {
    /** Takes planned traffic. */
    HOT,
    /** A registered standby that may be spilled to. */
    WARM
}
