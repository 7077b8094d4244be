package dev.berth.evaluation.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.slo.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One request from its sending to its one end. Pure: told what happened and when, in seconds from the start of the replay.
 *
 * <pre>
 *   SENT ──head──► ANSWERING ──[DONE] of a stream, or end of the body──► ENDED
 *    └──────────────┴──broken connection, error event, timeout, abort──► ENDED
 * </pre>
 *
 * What is told after the end is ignored, so each request ends exactly once.
 *
 * <p>A 4xx is held against the service, where the product would call it the client's mistake: the generator's requests are
 * well-formed and ask for models that are catalogued, so "unknown model" means that placement or routing lost one.
 */
final class Exchange {
    private static final int LONGEST_BODY = 1 << 20;
    private static final int LONGEST_ERROR = 200;

    private final ReplayRequest request;
    private final double sentAt;
    private final SseReader stream = new SseReader();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private boolean streamed;
    private int status;
    private String pod = "";
    private double firstTokenAt;
    private RequestResult result;

    Exchange(ReplayRequest request, double sentAt) {
        this.request = request;
        this.sentAt = sentAt;
    }

    ReplayRequest request() {
        return request;
    }

    boolean hasAnswer() {
        return status != 0;
    }

    /** How it ended; null before. */
    RequestResult result() {
        return result;
    }

    /**
     * @param eventStream whether the body is one of server-sent events
     */
    void head(int newStatus, String newPod, boolean eventStream) {
        status = newStatus;
        pod = newPod;
        streamed = eventStream && newStatus == 200;
    }

    void bytes(byte[] bytes, int from, int to, double now) {
        if (result != null) {
            return;
        }
        if (!streamed) {
            body.write(bytes, from, Math.min(to - from, LONGEST_BODY - body.size()));
            return;
        }
        stream.feed(bytes, from, to);
        if (firstTokenAt == 0 && stream.sawContent()) {
            firstTokenAt = now;
        }
        if (!stream.error().isEmpty()) {
            end(Outcome.FAILED, message(stream.error()), now);
        } else if (stream.isDone()) {
            end(ofStatus(), "", now);
        }
    }

    /** The body is complete. */
    void complete(double now) {
        if (streamed) {
            end(Outcome.FAILED, "the stream ended without [DONE]", now);
            return;
        }
        Outcome outcome = ofStatus();
        if (outcome == Outcome.COMPLETED && request.stream()) {
            end(Outcome.FAILED, "asked for a stream, but the answer was none", now);
        } else {
            end(outcome, outcome == Outcome.COMPLETED ? "" : status + " " + message(text()), now);
        }
    }

    /** It ended before its answer was complete. */
    void end(Outcome outcome, String error, double now) {
        if (result != null) {
            return;
        }
        result = new RequestResult(
                request.id(),
                request.model(),
                request.stream(),
                request.atSeconds(),
                sentAt,
                firstTokenAt,
                now,
                outcome,
                status,
                request.promptTokens(),
                outputTokens(),
                pod,
                shortened(error));
    }

    private Outcome ofStatus() {
        return switch (status) {
            case 200 -> Outcome.COMPLETED;
            case 429, 503 -> Outcome.REJECTED;
            case 408, 504 -> Outcome.TIMED_OUT;
            default -> Outcome.FAILED;
        };
    }

    private long outputTokens() {
        if (streamed) {
            return stream.outputTokens();
        }
        byte[] bytes = body.toByteArray();
        return Math.max(0, SseReader.completionTokens(bytes, 0, bytes.length));
    }

    private String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** The message of an OpenAI-shaped error, or the text as it is. */
    private static String message(String text) {
        try {
            JsonNode tree = Json.tree(text);
            JsonNode inner = tree.path("error").path("message");
            JsonNode message = inner.isTextual() ? inner : tree.path("message");
            return message.isTextual() ? message.asText() : text;
        } catch (UnreadableJsonException e) {
            return text;
        }
    }

    private static String shortened(String error) {
        String line = error.strip().lines().findFirst().orElse("");
        return line.length() <= LONGEST_ERROR ? line : line.substring(0, LONGEST_ERROR);
    }
}
