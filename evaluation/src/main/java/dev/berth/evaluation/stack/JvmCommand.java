package dev.berth.evaluation.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command of a part that is a JVM of its own, with this one's class path: small heaps and the cheapest JVM there is,
 * since a dozen of them share two cores. The class path goes by the environment, so that {@code ps} stays readable.
 */
final class JvmCommand {
    private static final List<String> CHEAP =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-XX:-UsePerfData", "-Xshare:auto");

    /** Flink reaches into the JDK; the same list as in its own scripts. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "sun.nio.ch");

    private JvmCommand() {}

    static List<String> of(int heapMegabytes, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.addAll(CHEAP);
        if (mainClass.startsWith("dev.berth.streaming.")) {
            command.addAll(opened());
        }
        String home = System.getProperty("berth.home");
        if (home != null) {
            command.add("-Dberth.home=" + home);
        }
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    static List<String> opened() {
        return OPENED.stream()
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
    }

    static Map<String, String> environment() {
        return Map.of("CLASSPATH", System.getProperty("java.class.path"));
    }
}
