package dev.berth.streaming.app;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one run of the jobs keeps its checkpoints. A run never begins from those of an earlier one: demand is rebuilt from
 * Kafka, which is as fast; so what earlier runs left under the same directory is taken away.
 */
final class CheckpointDirectory {
    private static final String RUN = "run-";

    private CheckpointDirectory() {}

    /**
     * @param state that the user asked for; empty for a temporary one
     */
    static Path prepare(String state, long nowMillis) {
        try {
            if (state.isEmpty()) {
                return Files.createTempDirectory("berth-jobs-");
            }
            Path root = Files.createDirectories(Path.of(state)).toRealPath();
            for (Path earlier : earlierRuns(root)) {
                delete(earlier);
            }
            return Files.createDirectory(root.resolve(RUN + nowMillis));
        } catch (IOException e) {
            throw new ConfigException("the directory of checkpoints '" + state + "' can't be used: " + e);
        }
    }

    private static List<Path> earlierRuns(Path root) throws IOException {
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(child -> child.getFileName().toString().startsWith(RUN))
                    .toList();
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
