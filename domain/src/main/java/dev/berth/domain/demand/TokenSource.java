package dev.berth.domain.demand;

/** Where token counts come from. */
public enum TokenSource {
    /** The engine's {@code usage}. */
    USAGE,
    /** Prompt from body bytes, output from the chunks seen. */
    ESTIMATE,
    /** No answer, so none. */
    NONE
}
