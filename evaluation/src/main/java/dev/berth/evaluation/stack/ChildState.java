package dev.berth.evaluation.stack;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a child process stands.
 *
 * <pre>
 *   NEW ---> STARTING ---> RUNNING ---> DOWN ---> STARTING      it ended by itself: again after its delay
 *               |             |          |
 *               |             |          +-----> GIVEN_UP       ... but not for ever
 *               +--> FAILED   |                                 it never became ready
 *               |             |
 *               +-------------+---> STOPPING ---> STOPPED ---> STARTING    asked to, and perhaps asked back
 * </pre>
 *
 * A child is ready from RUNNING on: it said so itself. One that was DOWN and does not come up goes back to DOWN.
 */
public enum ChildState {
    NEW,
    STARTING,
    RUNNING,
    DOWN,
    FAILED,
    GIVEN_UP,
    STOPPING,
    STOPPED;

    private static final Map<ChildState, Set<ChildState>> NEXT = new EnumMap<>(Map.of(
            NEW, EnumSet.of(STARTING, STOPPED),
            STARTING, EnumSet.of(RUNNING, FAILED, DOWN, GIVEN_UP, STOPPING),
            RUNNING, EnumSet.of(DOWN, GIVEN_UP, STOPPING),
            DOWN, EnumSet.of(STARTING, STOPPED),
            STOPPING, EnumSet.of(STOPPED),
            STOPPED, EnumSet.of(STARTING, STOPPED),
            FAILED, EnumSet.of(STOPPED),
            GIVEN_UP, EnumSet.of(STARTING, STOPPED)));

    public boolean canBecome(ChildState next) {
        return NEXT.get(this).contains(next);
    }

    /** Whether a process is there. */
    public boolean alive() {
        return this == STARTING || this == RUNNING || this == STOPPING;
    }
}
