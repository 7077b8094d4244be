package dev.berth.streaming.profile;

/**
 * What must be known of an engine to time it.
 *
 * @param baseModel requests of which run without an adapter
 * @param chunkTokens most prompt tokens of a step
 */
public record EngineTraits(String baseModel, int chunkTokens) {}
