package dev.berth.simulator.http;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many tokens each request would produce if nothing capped it. Those of a replayed trace are told by a file and reach
 * only the pod; others are drawn from an exponential distribution by a hash of the request's id, so that a retry on another
 * pod gets the same length.
 */
public final class OutputLengths {
    private static final double MEAN_TOKENS = 200;

    private final Map<String, Integer> known;
    private final long seed;

    public OutputLengths(Map<String, Integer> known, long seed) {
        this.known = Map.copyOf(known);
        this.seed = seed;
    }

    /**
     * Reads lines {@code requestId,outputTokens}; blank lines are skipped.
     *
     * @throws ConfigException with the file and line if it can't be used
     */
    public static OutputLengths read(Path file, long seed) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file of output lengths at " + file);
        } catch (IOException e) {
            throw new ConfigException("cannot read the output lengths in " + file + ": " + e.getMessage());
        }
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty()) {
                int comma = line.lastIndexOf(',');
                known.put(line.substring(0, Math.max(0, comma)).strip(), tokens(file, i + 1, line, comma));
            }
        }
        return new OutputLengths(known, seed);
    }

    private static int tokens(Path file, int lineNumber, String line, int comma) {
        try {
            int tokens = Integer.parseInt(line.substring(comma + 1).strip());
            if (comma > 0 && tokens >= 0) {
                return Math.max(1, tokens);
            }
        } catch (NumberFormatException e) {
            // told below, with the place
        }
        throw new ConfigException(
                file + ", line " + lineNumber + ": expected requestId,outputTokens, found '" + line + "'");
    }

    /** At least 1. */
    int of(String requestId) {
        Integer told = known.get(requestId);
        if (told != null) {
            return told;
        }
        double uniform = (Words.hash(requestId, seed) >>> 11) * 0x1.0p-53;
        return (int) Math.ceil(-Math.log1p(-uniform) * MEAN_TOKENS + 1e-9);
    }
}
