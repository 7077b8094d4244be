package dev.berth.domain.engine;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;

/**
 * Reads an engine's declaration, the text of {@code datasets/engines/NAME.json}; the one reader for whoever has such a file.
 * An engine with a coefficient too few would be too fast by just that, so nothing that {@link EngineSpec} knows may be left
 * out, except what it says is 0 or false when absent.
 */
public final class EngineText {
    private EngineText() {}

    /**
     * @param source the file, for messages
     * @throws ConfigException with one sentence that names the file and the coefficient
     */
    public static EngineSpec read(String source, String text) {
        return ConfigText.readComplete(source, text, EngineSpec.class);
    }
}
