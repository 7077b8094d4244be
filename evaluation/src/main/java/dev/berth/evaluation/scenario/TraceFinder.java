package dev.berth.evaluation.scenario;

import dev.berth.domain.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the file of a trace that a scenario names: as a path, beside the scenario, in the directory that the environment
 * variable {@code BERTH_TRACES} names, in {@code datasets/traces}, or in {@code shared/traces} beside Berth's own directory;
 * each also with {@code .gz}. Without it a committed sample stands in.
 *
 * @param home Berth's own directory
 * @param beside where the scenario's file is
 * @param given the directory of {@code BERTH_TRACES}
 * @param override used whatever the scenario names
 * @param samples by the name of the trace that they stand in for
 */
record TraceFinder(Path home, Path beside, Optional<Path> given, Optional<Path> override, Map<String, String> samples) {
    static final String DIRECTORY_VARIABLE = "BERTH_TRACES";

    /**
     * @param sample whether it only stands in for the trace
     */
    record Found(Path file, boolean sample) {}

    Found find(String name) {
        if (override.isPresent()) {
            return new Found(override.get(), false);
        }
        for (Path directory : directories()) {
            for (String ending : List.of("", ".gz")) {
                Path file = directory.resolve(name + ending);
                if (Files.isRegularFile(file)) {
                    return new Found(file, false);
                }
            }
        }
        return new Found(sampleOf(name), true);
    }

    private List<Path> directories() {
        List<Path> directories = new ArrayList<>(List.of(Path.of(""), beside));
        given.ifPresent(directories::add);
        directories.add(ours());
        directories.add(home.resolve("../shared/traces").normalize());
        return directories;
    }

    private Path sampleOf(String name) {
        Path sample = ours().resolve(samples.getOrDefault(name, ""));
        if (!Files.isRegularFile(sample)) {
            throw new ConfigException("trace '" + name + "' was not found: it is neither a path, nor in " + ours()
                    + " or the directory of " + DIRECTORY_VARIABLE
                    + ", and no sample stands in for it; give it with --trace FILE");
        }
        return sample;
    }

    private Path ours() {
        return home.resolve("datasets").resolve("traces");
    }
}
