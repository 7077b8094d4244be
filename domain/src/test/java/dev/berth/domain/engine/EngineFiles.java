package dev.berth.domain.engine;

import dev.berth.domain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The engines that the repository declares, found by walking up to its {@code datasets} folder. */
public final class EngineFiles {
    private EngineFiles() {}

    public static List<Path> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static EngineSpec named(String name) {
        return read(folder().resolve(name + ".json"));
    }

    static EngineSpec read(Path file) {
        try {
            return Json.read(Files.readString(file, StandardCharsets.UTF_8), EngineSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("datasets"))) {
                return at.resolve("datasets").resolve("engines");
            }
        }
        throw new IllegalStateException(
                "no datasets folder above " + Path.of("").toAbsolutePath());
    }
}
