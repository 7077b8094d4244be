package dev.berth.router.pick;

/**
 * What is known of a request when its pod is chosen.
 *
 * @param adapter whether the model is an adapter; a base model needs no slot
 * @param promptTokens estimated from the body's length
 * @param outputTokens predicted, one draw for the request
 * @param sequence the model's how-manieth pick this is, from 0; what round-robin turns on
 */
public record RequestFacts(String model, boolean adapter, long promptTokens, long outputTokens, long sequence) {}
