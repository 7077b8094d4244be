package dev.berth.streaming.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From which of its checkpoints a job goes on that is submitted again, after its JobManager ended or the job did.
 *
 * <pre>
 *   the newest completed --tried twice--> the one before --tried twice--> none: afresh, said aloud
 *          ^
 *          +---- a checkpoint of the new run, once it has one
 * </pre>
 *
 * <p>A try is written down before it is made, so that one that takes the whole JVM with it counts. Whatever is wrong with a
 * checkpoint, it stops a job for a few starts and no longer.
 *
 * <pre>
 *   ROOT/JOB/FLINK'S JOB ID/chk-N/_metadata    as Flink writes them
 *   ROOT/JOB/tries/FLINK'S JOB ID.chk-N        a byte for each try
 * </pre>
 */
final class ResumePoints {
    private static final Logger log = LoggerFactory.getLogger(ResumePoints.class);
    static final int MOST_TRIES = 2;

    /** Of a job; Flink keeps as many. */
    static final int KEPT = 2;

    private static final String CHECKPOINT = "chk-";
    private static final String METADATA = "_metadata";
    private static final String TRIES = "tries";

    private final Path root;

    /**
     * @param root directory of this fleet's checkpoints; need not be there
     */
    ResumePoints(Path root) {
        this.root = root;
    }

    /** Directory of a job's checkpoints. */
    Path directory(String job) {
        return root.resolve(job);
    }

    /** The checkpoint to go on from; empty to begin afresh. Counts as a try. What is of no use any more is taken away. */
    Optional<Path> next(String job) {
        try {
            List<Path> completed = completed(job);
            List<Path> kept = completed.subList(0, Math.min(KEPT, completed.size()));
            forgetAllBut(kept, job);
            for (Path checkpoint : kept) {
                if (tries(checkpoint) < MOST_TRIES) {
                    addTry(checkpoint);
                    return Optional.of(checkpoint);
                }
            }
            if (!kept.isEmpty()) {
                log.warn(
                        "job begins afresh: none of its checkpoints could be gone on from name={} tries={} checkpoints={}",
                        job,
                        MOST_TRIES,
                        kept);
            }
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            log.warn("job begins afresh: its checkpoints can't be read name={} cause={}", job, e.toString());
            return Optional.empty();
        }
    }

    /** The newest first. One that has no metadata was not completed. */
    private List<Path> completed(String job) throws IOException {
        Comparator<Path> byAge = Comparator.comparing(
                checkpoint -> checkpoint.resolve(METADATA).toFile().lastModified());
        return below(directory(job)).stream()
                .flatMap(each(ResumePoints::below))
                .filter(path -> path.getFileName().toString().startsWith(CHECKPOINT))
                .filter(path -> Files.isRegularFile(path.resolve(METADATA)))
                .sorted(byAge.thenComparing(ResumePoints::number).reversed())
                .toList();
    }

    private static long number(Path checkpoint) {
        String digits = checkpoint.getFileName().toString().substring(CHECKPOINT.length());
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }

    private void forgetAllBut(List<Path> kept, String job) throws IOException {
        for (Path run : below(directory(job))) {
            boolean needed =
                    run.endsWith(TRIES) || kept.stream().anyMatch(checkpoint -> run.equals(checkpoint.getParent()));
            if (!needed) {
                deleteAll(run);
            }
        }
    }

    private static long tries(Path checkpoint) throws IOException {
        Path tries = triesOf(checkpoint);
        return Files.exists(tries) ? Files.size(tries) : 0;
    }

    private static void addTry(Path checkpoint) throws IOException {
        Path tries = triesOf(checkpoint);
        Files.createDirectories(tries.getParent());
        Files.writeString(tries, ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Path triesOf(Path checkpoint) {
        Path run = checkpoint.getParent();
        return run.resolveSibling(TRIES).resolve(run.getFileName() + "." + checkpoint.getFileName());
    }

    private static List<Path> below(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }

    private interface Listing {
        List<Path> of(Path directory) throws IOException;
    }

    private static Function<Path, Stream<Path>> each(Listing listing) {
        return directory -> {
            try {
                return listing.of(directory).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
