package dev.berth.domain.engine;

/** What a number in an engine's declaration must be; the message names it. */
final class Coefficient {
    private Coefficient() {}

    static void notNegative(String name, double value) {
        if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(name + " must be a number >= 0, not " + value);
        }
    }

    static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be > 0, not " + value);
        }
    }
}
