package dev.berth.domain;

/** A document on the blackboard: complete, immutable, written by one writer, superseded whole. */
public interface Document {
    Version version();

    /** When the writer made it, Unix milliseconds on the writer's clock. */
    long madeAtMillis();
}
