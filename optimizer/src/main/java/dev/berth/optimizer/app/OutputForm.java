package dev.berth.optimizer.app;

/** How a verb writes its answer. */
enum OutputForm {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
}
