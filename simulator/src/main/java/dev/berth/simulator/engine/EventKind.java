package dev.berth.simulator.engine;

/** What a step did to a request or an adapter; see {@link StepResult}. */
public enum EventKind {
    /** A running request lost its KV blocks and waits again at the head of the queue; it will be recomputed. */
    PREEMPTED,
    FIRST_TOKEN,
    TOKEN,
    /** The request has all its tokens and left the engine; follows its last token. */
    FINISHED,
    /** A registration's preload is done: the adapter is in host memory and in a slot. */
    ADAPTER_LOADED
}
