package dev.berth.router.log;

/** A pick that was made, for whoever asks why. */
public record Decision(
        long atMillis, String requestId, String model, String pod, String policy, String reason, int attempt) {}
