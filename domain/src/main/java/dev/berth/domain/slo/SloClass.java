package dev.berth.domain.slo;

/**
 * A named promise that many adapters share.
 *
 * @param name for example {@code interactive}
 * @param target what a request of the class must not exceed
 * @param weight how much an unserved or late request of this class counts against one of another class, > 0
 */
public record SloClass(String name, SloTarget target, int weight) {
    /** The class of a model that declares none. */
    public static final SloClass STANDARD = new SloClass("standard", new SloTarget(2.0, 0.100, 0), 2);

    public SloClass {
        if (weight <= 0) {
            throw new IllegalArgumentException("SLO class '" + name + "' has weight " + weight + "; it must be > 0");
        }
    }
}
