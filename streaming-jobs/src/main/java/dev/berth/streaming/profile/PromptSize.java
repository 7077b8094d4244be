package dev.berth.streaming.profile;

/** How many bytes the body of a request had whose prompt turned out to have so many tokens. */
public record PromptSize(String pod, long bodyBytes, long promptTokens) {}
