package dev.berth.evaluation.scenario;

import dev.berth.domain.config.ConfigException;
import dev.berth.simulator.trace.TraceException;
import dev.berth.simulator.trace.TraceFiles;
import dev.berth.simulator.trace.TraceReading;
import dev.berth.simulator.trace.TraceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * What must be known of a trace before it can be used; reading it through also finds its mistakes before a long run begins.
 *
 * @param requests with prompts that are not dropped
 * @param durationSeconds last arrival
 * @param dropped requests with longer prompts
 * @param droppedTokensShare of all prompt tokens
 * @param models that it tells, sorted
 * @param digest of the file's content
 */
record TraceFacts(
        long requests,
        double durationSeconds,
        long dropped,
        double droppedTokensShare,
        List<String> models,
        String digest) {

    TraceFacts {
        models = List.copyOf(models);
    }

    /** @param maxPromptTokens longer prompts are dropped; 0: none */
    static TraceFacts of(Path file, int maxPromptTokens) {
        long requests = 0;
        long dropped = 0;
        double tokens = 0;
        double droppedTokens = 0;
        double last = 0;
        TreeSet<String> models = new TreeSet<>();
        try (TraceReading reading = TraceFiles.open(file)) {
            while (reading.hasNext()) {
                TraceRequest request = reading.next();
                last = request.atSeconds();
                tokens += request.promptTokens();
                if (maxPromptTokens > 0 && request.promptTokens() > maxPromptTokens) {
                    dropped++;
                    droppedTokens += request.promptTokens();
                } else {
                    requests++;
                    models.add(request.model());
                }
            }
        }
        models.remove("");
        if (requests == 0) {
            throw new TraceException(file + ": has no request"
                    + (dropped == 0 ? "" : " with at most " + maxPromptTokens + " prompt tokens"));
        }
        return new TraceFacts(requests, last, dropped, droppedTokens / tokens, new ArrayList<>(models), digest(file));
    }

    private static String digest(Path file) {
        try (InputStream bytes =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) bytes).getMessageDigest().digest());
        } catch (IOException e) {
            throw new ConfigException(file + ": can't be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
