package dev.berth.streaming.app;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where the jobs keep their checkpoints. A directory that the user names outlives a run, and the next one goes on from there;
 * a temporary one is taken away at the end. State is of one fleet, one Kafka and one length of windows, so each of these has a
 * directory of its own below. Those of others stay: they may be another fleet's, at work.
 */
final class CheckpointDirectory implements AutoCloseable {
    private static final String RUN = "run-";

    private final Path path;
    private final boolean temporary;

    private CheckpointDirectory(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    static CheckpointDirectory prepare(JobsConfig config) {
        String state = config.state();
        try {
            if (state.isEmpty()) {
                return new CheckpointDirectory(Files.createTempDirectory("berth-jobs-"), true);
            }
            Path root = Files.createDirectories(Path.of(state)).toRealPath();
            return new CheckpointDirectory(Files.createDirectories(root.resolve(RUN + nameOf(config))), false);
        } catch (IOException e) {
            throw new ConfigException("the directory of checkpoints '" + state + "' can't be used: " + e);
        }
    }

    /** Another for whatever else the state is of. */
    private static String nameOf(JobsConfig config) {
        String of = String.join(
                "\n", config.fleet(), config.kafka(), config.demand().windows().toString());
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        if (temporary) {
            delete(path);
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
