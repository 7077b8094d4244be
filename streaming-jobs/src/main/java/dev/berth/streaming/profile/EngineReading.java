package dev.berth.streaming.profile;

/**
 * What one request told of the engine that served it.
 *
 * @param maxLora GPU slots that the engine reports; 0 if it does not
 * @param promptTokens its length; with 0 output tokens it is not counted as a request that was seen
 */
public record EngineReading(
        String deployment,
        String pod,
        String incarnation,
        int maxLora,
        StepReading step,
        long promptTokens,
        long outputTokens) {}
