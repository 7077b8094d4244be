package dev.berth.evaluation.stack;

/** Hears of what happens to children, on a thread of theirs. It must not block. */
public interface ChildListener {
    /**
     * @param again whether it was ready before, in an earlier life
     */
    void ready(Child child, boolean again);

    /**
     * It ended by itself, or was killed from outside.
     *
     * @param restarted whether it will be started again
     */
    void ended(Child child, int exitCode, boolean restarted);
}
