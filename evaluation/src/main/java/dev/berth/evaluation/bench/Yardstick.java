package dev.berth.evaluation.bench;

import dev.berth.domain.config.ConfigException;
import dev.berth.evaluation.stack.ForeignCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The yardstick of routers: a load generator and fake pods in C, and a script that measures a router beside nginx in
 * interleaved rounds. It is no part of Berth; its folder is copied, since it is built where it lies.
 */
public final class Yardstick {
    private static final List<String> TOOLS = List.of("bash", "make", "gcc", "curl", "python3");
    private static final List<String> FILES =
            List.of("bench.sh", "Makefile", "lib/bench.py", "src/loadgen.c", "src/upstream.c", "peers/nginx.conf.in");
    private static final Duration BUILT_WITHIN = Duration.ofMinutes(3);

    private final Path folder;

    private Yardstick(Path folder) {
        this.folder = folder;
    }

    /**
     * @param from its folder
     * @param into where it is copied to and built
     * @throws ConfigException that says all that is missing
     */
    static Yardstick build(Path from, Path into) throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>();
        FILES.stream().filter(file -> !Files.isReadable(from.resolve(file))).forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new ConfigException(
                    "the yardstick is not in " + from.toAbsolutePath().normalize() + " (no "
                            + String.join(", ", missing) + "); give its folder with --yardstick DIR");
        }
        TOOLS.stream().filter(tool -> onThePath(tool).isEmpty()).forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new ConfigException("the yardstick needs " + String.join(", ", missing) + " on the PATH");
        }
        copy(from, into);
        new ForeignCommand(List.of("make", "-s"), into, Map.of(), into.resolve("make.log")).run(BUILT_WITHIN);
        return new Yardstick(into);
    }

    /** Whether there is an nginx to compare with, where the yardstick looks for it. */
    static boolean hasNginx() {
        return onThePath("nginx").isPresent() || Files.isExecutable(Path.of("/usr/sbin/nginx"));
    }

    Path folder() {
        return folder;
    }

    String tool(String name) {
        return folder.resolve("build").resolve(name).toString();
    }

    private static Optional<Path> onThePath(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void copy(Path from, Path into) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(into.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, into.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
