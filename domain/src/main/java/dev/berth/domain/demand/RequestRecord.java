package dev.berth.domain.demand;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A record of {@code berth.requests}. Each carries {@code v}, the version of its form; a reader dead-letters a version that
 * it does not know. No record holds prompt text or a secret.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RequestArrived.class, name = "arrived"),
    @JsonSubTypes.Type(value = RequestFinished.class, name = "finished"),
    @JsonSubTypes.Type(value = RouterHeartbeat.class, name = "heartbeat")
})
public sealed interface RequestRecord permits RequestArrived, RequestFinished, RouterHeartbeat {
    /** The form that this build writes and reads. */
    int FORM = 1;

    int v();

    /** The router that saw it. */
    String router();

    /** Event time, Unix milliseconds. */
    long atMillis();
}
