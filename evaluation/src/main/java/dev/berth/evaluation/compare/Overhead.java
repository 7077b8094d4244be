package dev.berth.evaluation.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where in the published range of LoRA costs the engines are taken to be. */
public enum Overhead {
    LOW,
    HIGH;

    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
