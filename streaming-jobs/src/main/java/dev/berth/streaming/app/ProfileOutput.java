package dev.berth.streaming.app;

/** Form of what is printed. */
enum ProfileOutput {
    TEXT,
    JSON
}
