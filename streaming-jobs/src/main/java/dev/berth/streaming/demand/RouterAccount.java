package dev.berth.streaming.demand;

/**
 * What one router says that it accepted in a window, and what was read of it.
 *
 * @param accepted by the router's heartbeats
 * @param read arrivals that name this router
 */
public record RouterAccount(String router, long windowEndMillis, long accepted, long read) {}
