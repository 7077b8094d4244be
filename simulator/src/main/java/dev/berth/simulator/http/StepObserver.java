package dev.berth.simulator.http;

import dev.berth.simulator.engine.StepResult;

/** Sees each step when it has ended. */
interface StepObserver {
    void stepped(StepResult step);
}
