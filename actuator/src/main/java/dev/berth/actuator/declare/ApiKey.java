package dev.berth.actuator.declare;

/** A deployment's API key. Printing it shows nothing, so that no log line can hold it. */
public record ApiKey(String value) {
    public static final ApiKey NONE = new ApiKey("");

    public boolean present() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "(none)" : "(secret)";
    }
}
