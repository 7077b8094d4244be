package dev.berth.router;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A pod that is a process of its own, so that it can be stopped as the kernel stops processes. */
public final class PodProcess implements AutoCloseable {
    /** A request whose text has this word is never answered. */
    public static final String HOLD = "hold";

    private final Process process;
    private final int port;

    private PodProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static PodProcess start() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = FakePod.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Process process = new ProcessBuilder(
                        java.toString(), "-Xmx64m", "-XX:+UseSerialGC", "-cp", classes, PodProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the pod's process ended before it listened");
        }
        return new PodProcess(process, Integer.parseInt(line));
    }

    /** The child's own; it ends with its parent, which holds its standard input. */
    public static void main(String[] args) throws IOException {
        FakePod pod = new FakePod((request, wire) -> {
            if (request.text().contains(HOLD)) {
                wire.awaitEnd();
            } else {
                wire.json(200, FakePod.COMPLETION);
            }
        });
        System.out.println(pod.port());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    public int port() {
        return port;
    }

    /** The kernel gives it no more time; its sockets stay as they are. */
    public void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill -" + name + " did not succeed");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
