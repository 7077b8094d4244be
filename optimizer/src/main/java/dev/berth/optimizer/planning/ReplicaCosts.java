package dev.berth.optimizer.planning;

/** What a set of replicas costs, pair by pair, and what it may not be. Models and pods by number. */
interface ReplicaCosts {
    boolean allowed(int m, int p);

    /** Whether it serves there already. */
    boolean serving(int m, int p);

    /** Whether it must stay. */
    boolean pinned(int m, int p);

    /** What it costs to have it there; giving up a pair that serves is part of it, with a minus. */
    double of(int m, int p);

    /** Whether it takes a place on its pod: adapters do. */
    boolean takesPlace(int m);

    int least(int m);

    /** Most replicas, at least one. */
    int most(int m);

    /** Most models that take a place on the pod. */
    int places(int p);
}
