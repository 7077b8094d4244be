package dev.berth.evaluation.outcome;

/** What is read at the end of an interval, and what the control plane did in it; see {@link TimePoint}. */
public record Gauges(int pods, int readyPods, int inFlight, int waiting, int loads, int unloads) {}
