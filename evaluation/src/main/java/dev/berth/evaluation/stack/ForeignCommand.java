package dev.berth.evaluation.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is not Berth's, run to its end in a directory, with what it says in a file. It ends with this process. */
public record ForeignCommand(List<String> command, Path directory, Map<String, String> environment, Path said) {
    /**
     * @param within how long it may take
     * @return all that it said
     * @throws IOException with its last line, if it failed or took longer
     */
    public String run(Duration within) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(TiedCommand.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        command.get(0) + " did not end within " + within.toSeconds() + " s; its log is " + said);
            }
        } finally {
            process.destroy();
        }
        String text = Files.readString(said, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            String last = text.lines().reduce("", (before, line) -> line.isBlank() ? before : line);
            throw new IOException(command.get(0) + " failed with code " + process.exitValue() + ": " + last
                    + " (its log is " + said + ")");
        }
        return text;
    }
}
