package dev.berth.domain.demand;

/** The Kafka topics, all JSON. */
public final class Topics {
    /** {@link RequestRecord}, keyed by model name; heartbeats go to every partition. Written by routers. */
    public static final String REQUESTS = "berth.requests";

    /** {@link EngineSample}, keyed by pod. Written by EngineScrapeJob. */
    public static final String ENGINE = "berth.engine";

    /** {@link AdapterEvent}, keyed by adapter. Written by the actuator. */
    public static final String EVENTS = "berth.events";

    /** {@link DeadLetter}. Written by whoever could not read a record. */
    public static final String DEADLETTER = "berth.deadletter";

    private Topics() {}
}
