package dev.berth.router.http;

/**
 * What of the configuration is read anew for each request.
 *
 * @param generation grows with each change
 * @param policy of requests that name none
 */
public record Settings(long generation, HttpConfig http, String policy) {}
