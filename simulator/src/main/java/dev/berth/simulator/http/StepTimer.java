package dev.berth.simulator.http;

/** Runs a task later, on the one thread of the pod. */
interface StepTimer {
    void runAfter(long wallNanos, Runnable task);
}
