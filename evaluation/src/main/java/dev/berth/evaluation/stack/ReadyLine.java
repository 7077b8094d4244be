package dev.berth.evaluation.stack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Knows the line of output by which a child says that it is ready, and what it tells with it. */
@FunctionalInterface
public interface ReadyLine {
    /** {@code ready PART key=value ...}, as every part of Berth says it. */
    ReadyLine OF_BERTH = ReadyLine::keysAndValues;

    /** What a real Redis logs. */
    ReadyLine OF_REDIS =
            line -> line.contains("Ready to accept connections") ? Optional.of(Map.of()) : Optional.empty();

    /** The facts told with it, by key in their order; empty if the line is another one. */
    Optional<Map<String, String>> read(String line);

    private static Optional<Map<String, String>> keysAndValues(String line) {
        String[] words = line.strip().split(" +");
        if (words.length < 2 || !words[0].equals("ready")) {
            return Optional.empty();
        }
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                facts.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return Optional.of(facts);
    }
}
