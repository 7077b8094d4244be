package dev.berth.simulator.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds and reads the coefficients of an engine. */
final class EngineFile {
    private final Path home;

    /** @param home Berth's own directory, which holds {@code datasets/engines} */
    EngineFile(Path home) {
        this.home = home;
    }

    /**
     * @param nameOrFile a file, or the name of one in {@code datasets/engines} without its ending
     * @throws ConfigException with one sentence if there is none, or it can't be used
     */
    EngineSpec read(String nameOrFile) {
        Path known = home.resolve("datasets/engines").resolve(nameOrFile + ".json");
        Path given = Path.of(nameOrFile);
        Path file = Files.isRegularFile(given) ? given : known;
        if (!Files.isRegularFile(file)) {
            throw new ConfigException("no engine '" + nameOrFile + "'" + NearestName.hint(nameOrFile, names()));
        }
        try {
            return EngineText.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException("the engine file " + file + " can't be read: " + e.getMessage());
        }
    }

    /** The engine with other LoRA limits; 0 keeps the file's own. */
    static EngineSpec withLoras(EngineSpec spec, int maxLoras, int maxCpuLoras) {
        EngineLimits limits = spec.limits();
        int slots = maxLoras > 0 ? maxLoras : limits.maxLoras();
        int host = maxCpuLoras > 0 ? maxCpuLoras : Math.max(slots, limits.maxCpuLoras());
        try {
            return spec.withLimits(limits.withLoras(slots, host));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(home.resolve("datasets/engines"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
