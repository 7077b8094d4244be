package dev.berth.evaluation.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child of a benchmark, whose CPU time and heap can be asked. It ends with the benchmark. */
public final class MeasuredProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");

    private final Process process;
    private final Thread atExit;

    private MeasuredProcess(Process process) {
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly, "end-child");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A JVM with this one's class path and the serial collector, whose heap is what is used of it. */
    public static MeasuredProcess jvm(Path log, int heapMegabytes, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java("java"));
        command.addAll(List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC"));
        command.addAll(JvmCommand.opened());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return start(log, command, "ready ");
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    /** Starts it and waits until its log says that it is ready. */
    public static MeasuredProcess start(Path log, List<String> command, String ready)
            throws IOException, InterruptedException {
        MeasuredProcess child = new MeasuredProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
        long giveUpAt = System.nanoTime() + READY_WITHIN.toNanos();
        while (!Files.readString(log, StandardCharsets.UTF_8).contains(ready)) {
            if (!child.alive() || System.nanoTime() > giveUpAt) {
                child.close();
                throw new IOException("a part of the benchmark did not start; its log is " + log);
            }
            Thread.sleep(50);
        }
        return child;
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** CPU time that it took since its start. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Memory that it has in the machine; 0 where the system does not say. */
    public long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"), StandardCharsets.UTF_8)
                    .stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Bytes of its heap that are in use after a full collection; 0 if the JDK's tool is not there to ask. */
    public long heapAfterCollection() throws InterruptedException {
        try {
            jcmd("GC.run");
            Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
            long kilobytes = 0;
            int generations = 0;
            while (used.find() && generations < 2) {
                kilobytes += Long.parseLong(used.group(1));
                generations++;
            }
            return kilobytes << 10;
        } catch (IOException e) {
            return 0;
        }
    }

    private String jcmd(String order) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(java("jcmd"), String.valueOf(process.pid()), order)
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor(30, TimeUnit.SECONDS);
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // This JVM ends, and the hook with it.
        }
    }
}
