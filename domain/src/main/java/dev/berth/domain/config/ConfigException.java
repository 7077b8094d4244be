package dev.berth.domain.config;

/** A configuration that can't be used. The message is one sentence: what, where, how to mend. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}
