package dev.berth.streaming.demand;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads records byte for byte as routers write them: every field, in the order of the record's components, no spaces, ASCII.
 * Whatever is not so is none of its business: {@link PlainRecords} reads it, or what comes after that. Where both read a
 * record, they read the same.
 */
final class WrittenRecords {
    private static final Map<String, Outcome> OUTCOMES = byName(Outcome.values());
    private static final Map<String, TokenSource> TOKEN_SOURCES = byName(TokenSource.values());
    private static final Map<String, SloJudge.Verdict> VERDICTS = byName(SloJudge.Verdict.values());

    private static final byte[] ARRIVED = ascii("{\"type\":\"arrived\"");
    private static final byte[] FINISHED = ascii("{\"type\":\"finished\"");
    private static final byte[] HEARTBEAT = ascii("{\"type\":\"heartbeat\"");
    private static final byte[] V = number("v");
    private static final byte[] ROUTER = text("router");
    private static final byte[] AT_MILLIS = number("atMillis");
    private static final byte[] REQUEST_ID = text("requestId");
    private static final byte[] MODEL = text("model");
    private static final byte[] TENANT = text("tenant");
    private static final byte[] BODY_BYTES = number("bodyBytes");
    private static final byte[] PROMPT_TOKENS_ESTIMATE = number("promptTokensEstimate");
    private static final byte[] STREAM_TRUE = ascii(",\"stream\":true");
    private static final byte[] STREAM_FALSE = ascii(",\"stream\":false");
    private static final byte[] ARRIVED_AT_MILLIS = number("arrivedAtMillis");
    private static final byte[] POD = text("pod");
    private static final byte[] INCARNATION = text("incarnation");
    private static final byte[] TRIES = number("tries");
    private static final byte[] OUTCOME = text("outcome");
    private static final byte[] STATUS = number("status");
    private static final byte[] QUEUED_SECONDS = number("queuedSeconds");
    private static final byte[] TTFT_SECONDS = number("ttftSeconds");
    private static final byte[] E2E_SECONDS = number("e2eSeconds");
    private static final byte[] PROMPT_TOKENS = number("promptTokens");
    private static final byte[] CACHED_TOKENS = number("cachedTokens");
    private static final byte[] OUTPUT_TOKENS = number("outputTokens");
    private static final byte[] TOKEN_SOURCE = text("tokenSource");
    private static final byte[] SLO_CLASS = text("sloClass");
    private static final byte[] VERDICT = text("verdict");
    private static final byte[] POLICY = text("policy");
    private static final byte[] PICK_REASON = text("pickReason");
    private static final byte[] STARTED_AT_MILLIS = number("startedAtMillis");
    private static final byte[] ACCEPTED = number("accepted");
    private static final byte[] FINISHED_COUNT = number("finished");
    private static final byte[] DROPPED = number("dropped");
    private static final byte[] END = ascii("}");

    private final Words words = new Words();

    private static <E extends Enum<E>> Map<String, E> byName(E[] values) {
        return Arrays.stream(values).collect(Collectors.toMap(Enum::name, Function.identity()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(String name) {
        return ascii(",\"" + name + "\":");
    }

    private static byte[] text(String name) {
        return ascii(",\"" + name + "\":\"");
    }

    /**
     * Null if it is not so.
     *
     * @param json in UTF-8
     */
    RequestRecord read(byte[] json) {
        WrittenText in = new WrittenText(json, words);
        RequestRecord record = null;
        if (in.take(ARRIVED)) {
            record = arrived(in);
        } else if (in.take(FINISHED)) {
            record = finished(in);
        } else if (in.take(HEARTBEAT)) {
            record = heartbeat(in);
        }
        return in.ends(END) ? record : null;
    }

    private static RequestArrived arrived(WrittenText in) {
        return new RequestArrived(
                in.smallWhole(V),
                in.word(ROUTER),
                in.whole(AT_MILLIS),
                in.text(REQUEST_ID),
                in.word(MODEL),
                in.word(TENANT),
                in.whole(BODY_BYTES),
                in.whole(PROMPT_TOKENS_ESTIMATE),
                in.either(STREAM_TRUE, STREAM_FALSE));
    }

    private static RequestFinished finished(WrittenText in) {
        int v = in.smallWhole(V);
        String router = in.word(ROUTER);
        long atMillis = in.whole(AT_MILLIS);
        String requestId = in.text(REQUEST_ID);
        String model = in.word(MODEL);
        String tenant = in.word(TENANT);
        long arrivedAtMillis = in.whole(ARRIVED_AT_MILLIS);
        String pod = in.word(POD);
        String incarnation = in.word(INCARNATION);
        int tries = in.smallWhole(TRIES);
        Outcome outcome = OUTCOMES.get(in.word(OUTCOME));
        int status = in.smallWhole(STATUS);
        boolean stream = in.either(STREAM_TRUE, STREAM_FALSE);
        double queuedSeconds = in.real(QUEUED_SECONDS);
        double ttftSeconds = in.real(TTFT_SECONDS);
        double e2eSeconds = in.real(E2E_SECONDS);
        long promptTokens = in.whole(PROMPT_TOKENS);
        long cachedTokens = in.whole(CACHED_TOKENS);
        long outputTokens = in.whole(OUTPUT_TOKENS);
        TokenSource tokenSource = TOKEN_SOURCES.get(in.word(TOKEN_SOURCE));
        String sloClass = in.word(SLO_CLASS);
        SloJudge.Verdict verdict = VERDICTS.get(in.word(VERDICT));
        String policy = in.word(POLICY);
        String pickReason = in.word(PICK_REASON);
        if (outcome == null || tokenSource == null || verdict == null) {
            return null;
        }
        return new RequestFinished(
                v,
                router,
                atMillis,
                requestId,
                model,
                tenant,
                arrivedAtMillis,
                pod,
                incarnation,
                tries,
                outcome,
                status,
                stream,
                queuedSeconds,
                ttftSeconds,
                e2eSeconds,
                promptTokens,
                cachedTokens,
                outputTokens,
                tokenSource,
                sloClass,
                verdict,
                policy,
                pickReason);
    }

    private static RouterHeartbeat heartbeat(WrittenText in) {
        return new RouterHeartbeat(
                in.smallWhole(V),
                in.word(ROUTER),
                in.whole(AT_MILLIS),
                in.whole(STARTED_AT_MILLIS),
                in.whole(ACCEPTED),
                in.whole(FINISHED_COUNT),
                in.whole(DROPPED));
    }
}
