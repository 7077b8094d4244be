package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;
import java.util.List;

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

    /** A run broke; its row will say so. */
    default void failed(String run, String reason) {}

    /** One of the planned tasks ended, well or not; told by the thread that did its runs. */
    default void finished() {}

    /** Tells both. */
    static RunListener both(RunListener first, RunListener second) {
        List<RunListener> all = List.of(first, second);
        return new RunListener() {
            @Override
            public void planned(int tasks) {
                all.forEach(listener -> listener.planned(tasks));
            }

            @Override
            public void ran(RunSpec spec, RunResult result, boolean cached, long nanos) {
                all.forEach(listener -> listener.ran(spec, result, cached, nanos));
            }

            @Override
            public void failed(String run, String reason) {
                all.forEach(listener -> listener.failed(run, reason));
            }

            @Override
            public void finished() {
                all.forEach(RunListener::finished);
            }
        };
    }
}
