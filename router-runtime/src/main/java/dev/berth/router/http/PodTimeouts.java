package dev.berth.router.http;

import dev.berth.domain.config.Doc;

/** What the pods of one deployment are given time for; 0: what all pods are. */
public record PodTimeouts(
        @Doc("time to connect, milliseconds") int connectMillis,
        @Doc("time to the first byte of an answer's body, milliseconds") int answerMillis,
        @Doc("longest pause within an answer, milliseconds") int pauseMillis,
        @Doc("time for a whole request from its arrival, milliseconds") int totalMillis) {
    public PodTimeouts {
        if (connectMillis < 0 || answerMillis < 0 || pauseMillis < 0 || totalMillis < 0) {
            throw new IllegalArgumentException("timeouts must be >= 0");
        }
    }

    PodTimeouts over(PodTimeouts general) {
        return new PodTimeouts(
                connectMillis > 0 ? connectMillis : general.connectMillis,
                answerMillis > 0 ? answerMillis : general.answerMillis,
                pauseMillis > 0 ? pauseMillis : general.pauseMillis,
                totalMillis > 0 ? totalMillis : general.totalMillis);
    }
}
