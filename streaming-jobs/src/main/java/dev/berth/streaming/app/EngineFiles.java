package dev.berth.streaming.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Declared engines, by file or by the name of one that Berth comes with. */
final class EngineFiles {
    private static final String SUFFIX = ".json";

    private final Path known;

    /**
     * @param home directory of Berth
     */
    EngineFiles(Path home) {
        this.known = home.resolve("datasets").resolve("engines");
    }

    EngineSpec engine(String nameOrFile) {
        Path file = nameOrFile.endsWith(SUFFIX) ? Path.of(nameOrFile) : known.resolve(nameOrFile + SUFFIX);
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(
                    "there is no engine '" + nameOrFile + "'" + NearestName.hint(nameOrFile, names()));
        }
        try {
            return EngineText.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException("the engine file " + file + " can't be read: " + e.getMessage());
        }
    }

    private List<String> names() {
        if (!Files.isDirectory(known)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(known)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        } catch (IOException e) {
            throw new ConfigException("the directory " + known + " can't be read: " + e.getMessage());
        }
    }
}
