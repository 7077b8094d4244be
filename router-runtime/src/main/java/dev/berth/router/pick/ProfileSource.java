package dev.berth.router.pick;

import dev.berth.domain.profile.LatencyProfile;

/** The published profiles. */
@FunctionalInterface
public interface ProfileSource {
    /** Before any was read. */
    ProfileSource NONE = deployment -> null;

    /** The deployment's profile, null if there is none. */
    LatencyProfile of(String deployment);
}
