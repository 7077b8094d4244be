package dev.berth.actuator.declare;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet file and the catalog file, read again when their text changes. A text that can't be used is refused whole and
 * said once; the last good declaration stands.
 */
public final class DeclarationFiles {
    private static final Logger log = LoggerFactory.getLogger(DeclarationFiles.class);

    private final Path fleetFile;
    private final Path catalogFile;
    private Texts read;
    private Declaration current;
    private String refused = "";

    private record Texts(String fleet, String catalog) {}

    /**
     * @throws ConfigException if either can't be used
     */
    public DeclarationFiles(Path fleetFile, Path catalogFile) {
        this.fleetFile = fleetFile;
        this.catalogFile = catalogFile;
        this.read = texts();
        this.current = parse(read);
    }

    /** The declaration that stands now. */
    public Declaration current() {
        try {
            Texts now = texts();
            if (!now.equals(read)) {
                read = now;
                current = parse(now);
                log.info(
                        "declaration read again deployments={} adapters={}",
                        current.deployments().size(),
                        current.adapters().size());
            }
            refused = "";
        } catch (ConfigException e) {
            sayOnce(e.getMessage());
        }
        return current;
    }

    private void sayOnce(String message) {
        if (!message.equals(refused)) {
            log.error("declaration refused, the last good one stands reason=\"{}\"", message);
            refused = message;
        }
    }

    private Declaration parse(Texts texts) {
        FleetFile fleet = ConfigText.read(fleetFile.toString(), texts.fleet(), FleetFile.class);
        CatalogFile catalog = ConfigText.read(catalogFile.toString(), texts.catalog(), CatalogFile.class);
        try {
            return new Declaration(
                    catalog.adapters().stream().map(CatalogFile.Entry::declared).toList(),
                    catalog.sloClasses(),
                    fleet.deployments().stream().map(FleetFile.Group::declared).toList());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(fleetFile + ", " + catalogFile + ": " + e.getMessage());
        }
    }

    private Texts texts() {
        return new Texts(text("fleet file", fleetFile), text("catalog file", catalogFile));
    }

    private static String text(String what, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(what + " " + file + " can't be read: "
                    + (Files.exists(file) ? e.getMessage() : "there is no such file"));
        }
    }
}
