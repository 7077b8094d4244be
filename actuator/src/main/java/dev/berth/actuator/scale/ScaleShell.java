package dev.berth.actuator.scale;

import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs a scale command in a shell, {@code {deployment}}, {@code {pods}} and {@code {leaving}} (names of the pods that are to
 * go, with commas) filled in. All are harmless to a shell: the reconciler hands on no other names. A command that takes too long is killed with its children.
 */
public final class ScaleShell {
    private static final int LONGEST_TEXT = 300;

    private final Duration timeout;
    private final LongSupplier clockMillis;

    public ScaleShell(Duration timeout, LongSupplier clockMillis) {
        this.timeout = timeout;
        this.clockMillis = clockMillis;
    }

    public CompletableFuture<CommandResult> run(Command.Scale scale) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(runNow(scale)), "berth-actuator-scale");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private CommandResult runNow(Command.Scale scale) {
        long began = clockMillis.getAsLong();
        String line = scale.template()
                .replace("{deployment}", scale.deployment())
                .replace("{pods}", Integer.toString(scale.pods()))
                .replace(Command.Scale.LEAVING, String.join(",", scale.leaving()));
        try {
            Path output = Files.createTempFile("berth-scale", ".log");
            try {
                return ended(scale, began, line, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return result(scale, 0, "it could not be run: " + e.getMessage(), began);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return result(scale, 0, "interrupted", began);
        }
    }

    private CommandResult ended(Command.Scale scale, long began, String line, Path output)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("sh", "-c", line))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return result(scale, 0, "it took longer than " + timeout.toSeconds() + " s and was killed", began);
        }
        String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        String tail = said.length() <= LONGEST_TEXT ? said : said.substring(said.length() - LONGEST_TEXT);
        int exit = process.exitValue();
        return exit == 0 ? result(scale, 200, tail, began) : result(scale, 500, "exit " + exit + ": " + tail, began);
    }

    private CommandResult result(Command.Scale scale, int status, String text, long began) {
        long ended = clockMillis.getAsLong();
        return new CommandResult(scale, status, text, (ended - began) / 1000.0, ended);
    }
}
