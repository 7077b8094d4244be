package dev.berth.evaluation.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** Finds a real Redis: the binary that embedded-redis brings, else {@code redis-server} on the path. */
public final class RedisBinary {
    private RedisBinary() {}

    /**
     * @param into where the binary that Berth brings is unpacked
     * @throws IllegalStateException with one sentence that says what is missing
     */
    public static Path find(Path into) {
        return embedded(into)
                .or(RedisBinary::onThePath)
                .orElseThrow(() -> new IllegalStateException("no Redis: the one that Berth brings does not run on this"
                        + " machine (on x86-64 Linux it needs OpenSSL 3), and there is no redis-server on the PATH;"
                        + " install one of them."));
    }

    private static Optional<Path> embedded(Path into) {
        try {
            return Optional.of(ExecutableProvider.newJarResourceProvider(into.toFile())
                            .get()
                            .toPath())
                    .filter(RedisBinary::runs);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // No binary for this machine in the jar.
        }
    }

    private static Optional<Path> onThePath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .filter(RedisBinary::runs)
                .findFirst();
    }

    private static boolean runs(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(5, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
