package dev.berth.evaluation.scenario;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds an engine's declaration by name in {@code datasets/engines}, or by file. */
public final class Engines {
    private final Path directory;

    /**
     * @param home the repository
     */
    public Engines(Path home) {
        this.directory = home.resolve("datasets").resolve("engines");
    }

    /**
     * @throws ConfigException with one sentence if there is none
     */
    public Path file(String nameOrFile) {
        Path known = directory.resolve(nameOrFile + ".json");
        if (Files.isRegularFile(known)) {
            return known.toAbsolutePath();
        }
        Path given = Path.of(nameOrFile);
        if (Files.isRegularFile(given)) {
            return given.toAbsolutePath();
        }
        throw new ConfigException("unknown engine '" + nameOrFile + "'" + NearestName.hint(nameOrFile, names()));
    }

    public EngineSpec read(Path file) {
        try {
            return EngineText.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException("engine file " + file + " can't be read: " + e.getMessage());
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".json"))
                    .map(n -> n.substring(0, n.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigException("no engines found: there is no directory " + directory);
        }
    }
}
