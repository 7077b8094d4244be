package dev.berth.router.access;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the file of keys again when its text changes; one that can't be used leaves the last keys in force. */
public final class KeysFile {
    private static final Logger log = LoggerFactory.getLogger(KeysFile.class);

    private final Path file;
    private final Consumer<KeyRing> onChange;
    private String lastText = "";
    private String lastFailure = "";

    /** @param onChange told by the thread that calls {@link #refresh} */
    public KeysFile(Path file, Consumer<KeyRing> onChange) {
        this.file = file;
        this.onChange = onChange;
    }

    /**
     * The first reading.
     *
     * @throws ConfigException with one sentence if the file can't be used
     */
    public void read() {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException("cannot read the file of keys '" + file + "': "
                    + (Files.exists(file) ? e.getMessage() : "no such file"));
        }
        if (!text.equals(lastText)) {
            KeyRing keys = KeyRing.read(file.toString(), text);
            lastText = text;
            onChange.accept(keys);
            log.info("keys taken file={} keys={}", file, keys.size());
        }
        lastFailure = "";
    }

    public void refresh() {
        try {
            read();
        } catch (ConfigException e) {
            if (!e.getMessage().equals(lastFailure)) {
                lastFailure = e.getMessage();
                log.warn("keys not taken, the last ones stay in force: {}", e.getMessage());
            }
        }
    }
}
