package dev.berth.simulator.engine;

/** Chooses what a step computes; one implementation for each generation of vLLM's scheduler. */
interface Scheduler {
    /** Fills the batch of the step that begins at {@code now}; it stays empty if there is nothing to compute. */
    void fill(Batch batch, long now, StepResult result);
}
