package dev.berth.evaluation.scenario;

import dev.berth.domain.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the file of a trace that a scenario names: as a path, beside the scenario, in {@code datasets/traces}, or in the
 * directory {@code shared/traces} beside Berth's own; each also with {@code .gz}. Without it a committed sample stands in.
 *
 * @param home Berth's own directory
 * @param beside where the scenario's file is
 * @param override used whatever the scenario names
 * @param samples by the name of the trace that they stand in for
 */
record TraceFinder(Path home, Path beside, Optional<Path> override, Map<String, String> samples) {

    /**
     * @param sample whether it only stands in for the trace
     */
    record Found(Path file, boolean sample) {}

    Found find(String name) {
        if (override.isPresent()) {
            return new Found(override.get(), false);
        }
        for (Path directory : List.of(Path.of(""), beside, ours(), home.resolve("../shared/traces").normalize())) {
            for (String ending : List.of("", ".gz")) {
                Path file = directory.resolve(name + ending);
                if (Files.isRegularFile(file)) {
                    return new Found(file, false);
                }
            }
        }
        return new Found(sampleOf(name), true);
    }

    private Path sampleOf(String name) {
        Path sample = ours().resolve(samples.getOrDefault(name, ""));
        if (!Files.isRegularFile(sample)) {
            throw new ConfigException("trace '" + name + "' was not found: it is neither a path, nor in " + ours()
                    + ", and no sample stands in for it; give it with --trace FILE");
        }
        return sample;
    }

    private Path ours() {
        return home.resolve("datasets").resolve("traces");
    }
}
