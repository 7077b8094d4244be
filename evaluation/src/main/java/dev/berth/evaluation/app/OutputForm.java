package dev.berth.evaluation.app;

/** How a command writes its result. */
enum OutputForm {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
}
