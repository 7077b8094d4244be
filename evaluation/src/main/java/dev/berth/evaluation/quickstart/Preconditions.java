package dev.berth.evaluation.quickstart;

import dev.berth.domain.config.ConfigException;
import dev.berth.evaluation.stack.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What must be so before anything is started; each that is not is one sentence. */
final class Preconditions {
    private static final int LEAST_JAVA = 17;

    /** Of all parts but the pods, and of one pod, as measured. Megabytes. */
    private static final long BASE_MEGABYTES = 2_200;

    private static final long POD_MEGABYTES = 120;

    private Preconditions() {}

    static void check(QuickstartOptions options) {
        java(Runtime.version().feature());
        atLeast("--pods", options.pods(), 1);
        atLeast("--max-loras", options.maxLoras(), 1);
        atLeast("--adapters", options.adapters(), 1);
        if (!(options.load() > 0) || options.load() > 5) {
            throw new ConfigException("--load must be above 0 and at most 5, not " + options.load() + ".");
        }
        if (!(options.zipf() >= 0)) {
            throw new ConfigException("--zipf must be >= 0, not " + options.zipf() + ".");
        }
        if (options.duration().toSeconds() < 10) {
            throw new ConfigException(
                    "--duration must be at least 10s, not " + options.duration().toMillis() + " ms.");
        }
        file(options.trace());
        port(options.port());
        memory(options.pods(), availableMegabytes());
    }

    static void java(int feature) {
        if (feature < LEAST_JAVA) {
            throw new ConfigException("wrong JDK: this is Java " + feature + "; Berth needs 17 or newer.");
        }
    }

    static void memory(int pods, OptionalLong availableMegabytes) {
        long needed = BASE_MEGABYTES + pods * POD_MEGABYTES;
        if (availableMegabytes.isPresent() && availableMegabytes.getAsLong() < needed) {
            throw new ConfigException("not enough memory: " + pods + " pods and the parts around them need about "
                    + needed + " MB, and " + availableMegabytes.getAsLong() + " MB are available.");
        }
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new ConfigException(option + " must be at least " + least + ", not " + value + ".");
        }
    }

    private static void file(Path trace) {
        if (!Files.isRegularFile(trace)) {
            throw new ConfigException(
                    "no trace at " + trace + "; name a file by --trace (./berth trace generate makes one).");
        }
    }

    private static void port(int port) {
        if (port != 0 && !FreePorts.isFree(port)) {
            throw new ConfigException("port " + port
                    + " is in use; end what listens there, or choose another by --port (none: any free one).");
        }
    }

    /** What Linux says; unknown elsewhere. */
    private static OptionalLong availableMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
