package dev.berth.streaming.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code ./berth jobs ...} as a JVM of its own. */
final class JobsProcess implements AutoCloseable {
    private static final long READY_WITHIN_SECONDS = 90;
    private static final List<String> OPENED = List.of("java.lang", "java.util", "java.util.concurrent", "java.net");

    private final Process process;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private JobsProcess(Process process) {
        this.process = process;
    }

    /** Starts it and waits until it says that it is ready. */
    static JobsProcess start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JobsCommand.class.getName()));
        command.addAll(List.of(arguments));
        try {
            JobsProcess started = new JobsProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            started.follow();
            String line = started.ready.get(READY_WITHIN_SECONDS, TimeUnit.SECONDS);
            System.err.println(line);
            return started;
        } catch (Exception e) {
            throw new IllegalStateException("jobs " + String.join(" ", arguments) + " did not become ready", e);
        }
    }

    private void follow() {
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().filter(line -> line.startsWith("ready ")).forEach(ready::complete);
                ready.completeExceptionally(new IllegalStateException("it ended"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    /** As the power cord does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As an operator does; returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it did not end within 30 s of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
