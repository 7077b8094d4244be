package dev.berth.evaluation.compare;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Names the code that a result hangs on, with or without a repository: the digest of Berth's own compiled classes and of the
 * names of all libraries. Another build of the same sources has the same name; a change of a comment has too.
 *
 * <p>Left out is what only starts runs, reads their results or serves other verbs, so that a better report does not void a
 * day of runs. A layering test keeps the parts that make results from using any of it.
 */
public final class CodeVersion {
    private static final String OWN = "dev/berth/";

    /** Packages of Berth that no result hangs on. */
    static final List<String> LEFT_OUT = List.of(
            "dev/berth/evaluation/app/",
            "dev/berth/evaluation/bench/",
            "dev/berth/evaluation/compare/",
            "dev/berth/evaluation/faults/",
            "dev/berth/evaluation/quickstart/",
            "dev/berth/evaluation/replay/",
            "dev/berth/evaluation/report/",
            "dev/berth/evaluation/stack/",
            "dev/berth/evaluation/status/",
            "dev/berth/evaluation/twin/");

    private CodeVersion() {}

    /** Of the classes that run now. */
    public static String ofClassPath() {
        return of(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList());
    }

    static String of(List<Path> classPath) {
        Map<String, String> parts = new TreeMap<>();
        for (Path entry : classPath) {
            try {
                if (Files.isDirectory(entry)) {
                    addFolder(entry, parts);
                } else if (Files.isRegularFile(entry)) {
                    addJar(entry, parts);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(entry + ": can't be read: " + e.getMessage(), e);
            }
        }
        Sha256 sha = new Sha256();
        parts.forEach((name, digest) -> sha.add(name).add(digest));
        return sha.hex();
    }

    private static void addFolder(Path folder, Map<String, String> parts) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                if (counts(name)) {
                    parts.putIfAbsent(
                            name, new Sha256().add(Files.readAllBytes(file)).hex());
                }
            }
        }
    }

    /** A library is told by its name, which holds its version. */
    private static void addJar(Path file, Map<String, String> parts) throws IOException {
        boolean own = false;
        try (ZipFile jar = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                own |= entry.getName().startsWith(OWN);
                if (counts(entry.getName())) {
                    try (InputStream bytes = jar.getInputStream(entry)) {
                        parts.putIfAbsent(
                                entry.getName(),
                                new Sha256().add(bytes.readAllBytes()).hex());
                    }
                }
            }
        }
        if (!own) {
            parts.putIfAbsent(file.getFileName().toString(), "");
        }
    }

    private static boolean counts(String name) {
        return name.startsWith(OWN)
                && name.endsWith(".class")
                && !name.contains("/app/")
                && LEFT_OUT.stream().noneMatch(name::startsWith);
    }
}
