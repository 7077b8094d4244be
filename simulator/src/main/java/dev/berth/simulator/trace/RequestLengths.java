package dev.berth.simulator.trace;

/**
 * Prompt and output of a request, tokens.
 *
 * @param promptTokens > 0
 * @param outputTokens > 0
 */
public record RequestLengths(int promptTokens, int outputTokens) {}
