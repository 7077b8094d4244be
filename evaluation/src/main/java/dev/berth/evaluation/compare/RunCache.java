package dev.berth.evaluation.compare;

import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.evaluation.outcome.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Results in a directory, one file a run, named by the hash of what decides the result. A file tells what it was made from,
 * and is believed only if that is what is asked for now; it appears whole or not at all, so that a stop at any time loses no
 * more than the runs under way.
 */
final class RunCache {
    private static final int FORM = 1;

    private final Path directory;

    /** A file. */
    record Entry(int form, RunSpec spec, String fingerprint, RunResult result) {}

    RunCache(Path directory) {
        this.directory = directory;
    }

    /** Empty if there is none, or none that can be read. */
    Optional<RunResult> find(RunSpec spec, String fingerprint) {
        Path file = file(spec, fingerprint);
        try {
            Entry entry = Json.read(Files.readString(file), Entry.class);
            boolean asked = entry.form() == FORM
                    && entry.spec().equals(spec)
                    && entry.fingerprint().equals(fingerprint);
            return asked ? Optional.of(entry.result()) : Optional.empty();
        } catch (NoSuchFileException | UnreadableJsonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    void keep(RunSpec spec, String fingerprint, RunResult result) {
        Path file = file(spec, fingerprint);
        try {
            Files.createDirectories(directory);
            Path whole = Files.createTempFile(directory, "run", ".part");
            Files.writeString(whole, Json.write(new Entry(FORM, spec, fingerprint, result)));
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": can't be written to: " + e.getMessage(), e);
        }
    }

    private Path file(RunSpec spec, String fingerprint) {
        return directory.resolve(Sha256.of(Json.write(spec), fingerprint) + ".json");
    }
}
