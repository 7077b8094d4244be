package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;

/** Watches the work; called from several threads. */
public interface RunListener {
    RunListener NONE = new RunListener() {};

    /**
     * @param tasks of the matrix: runs, or searches of many runs
     */
    default void planned(int tasks) {}

    /**
     * @param cached found, not made
     */
    default void ran(RunSpec spec, RunResult result, boolean cached, long nanos) {}

    default void failed(RunSpec spec, String reason) {}

    /** One of the planned tasks ended, well or not. */
    default void finished() {}
}
