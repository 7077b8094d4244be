package dev.berth.simulator.trace;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.slo.Outcome;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Berth's own request log: the records of {@code berth.requests}, one JSON object a line, in about the order of their times.
 * Second 0 is the first arrival; models are told, prefix blocks are not.
 *
 * <p>Demand is what arrived, so a request that was rejected, failed or never ended counts as well. Its output is unknown;
 * it gets that of the last completed request of the same model, or of any if there is none yet. A client's own mistakes are no
 * demand.
 */
final class BerthLog implements TraceFormat {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A request that did not end within this time never will. */
    private static final long LONGEST_MILLIS = 600_000;

    private static final int OUTPUT_BEFORE_ANY_COMPLETED = 128;

    private final String source;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, Integer> lastOutputs = new HashMap<>();
    private int lastOutput = OUTPUT_BEFORE_ANY_COMPLETED;

    BerthLog(String source) {
        this.source = source;
    }

    /** A request whose end was not yet read. */
    private record Open(int line, RequestArrived arrived) {}

    /** Whether a first line is a record of this log. */
    static boolean isRecord(String line) {
        try {
            return Json.tree(line).hasNonNull("type");
        } catch (UnreadableJsonException e) {
            return false;
        }
    }

    @Override
    public void line(int number, String line, Consumer<RawRequest> found) {
        RequestRecord record = read(number, line);
        if (record.v() != RequestRecord.FORM) {
            throw TraceException.at(
                    source,
                    number,
                    1,
                    "a record of form " + record.v() + "; this build reads form " + RequestRecord.FORM);
        }
        if (record instanceof RequestArrived arrived) {
            open.put(arrived.requestId(), new Open(number, arrived));
            giveUp(arrived.atMillis() - LONGEST_MILLIS, found);
        } else if (record instanceof RequestFinished finished) {
            finish(number, finished, open.remove(finished.requestId()), found);
        } else if (record instanceof RouterHeartbeat heartbeat) {
            giveUp(heartbeat.atMillis() - LONGEST_MILLIS, found);
        }
    }

    private RequestRecord read(int number, String line) {
        try {
            return Json.read(line, RequestRecord.class);
        } catch (UnreadableJsonException e) {
            throw TraceException.at(
                    source,
                    number,
                    JsonLine.column(e),
                    "not a record of berth.requests: '" + TraceFiles.shortened(line) + "'");
        }
    }

    private void finish(int number, RequestFinished finished, Open began, Consumer<RawRequest> found) {
        boolean givenUp = finished.atMillis() - finished.arrivedAtMillis() > LONGEST_MILLIS;
        if (finished.outcome() == Outcome.CLIENT_ERROR || givenUp) {
            return;
        }
        int output = tokens(finished.outputTokens());
        if (finished.outcome() == Outcome.COMPLETED && output > 0) {
            lastOutputs.put(finished.model(), output);
            lastOutput = output;
        } else {
            output = lastOutputs.getOrDefault(finished.model(), lastOutput);
        }
        long estimate = began == null ? 0 : began.arrived().promptTokensEstimate();
        long prompt = finished.promptTokens() > 0 ? finished.promptTokens() : estimate;
        found.accept(request(number, finished.arrivedAtMillis(), prompt, output, finished.model()));
    }

    private void giveUp(long beforeMillis, Consumer<RawRequest> found) {
        Iterator<Open> oldest = open.values().iterator();
        while (oldest.hasNext()) {
            Open request = oldest.next();
            if (request.arrived().atMillis() >= beforeMillis) {
                return;
            }
            oldest.remove();
            unfinished(request, found);
        }
    }

    private void unfinished(Open request, Consumer<RawRequest> found) {
        RequestArrived arrived = request.arrived();
        found.accept(request(
                request.line(),
                arrived.atMillis(),
                arrived.promptTokensEstimate(),
                lastOutputs.getOrDefault(arrived.model(), lastOutput),
                arrived.model()));
    }

    private static RawRequest request(int line, long atMillis, long prompt, int output, String model) {
        return new RawRequest(line, atMillis * NANOS_PER_MILLI, Math.max(1, tokens(prompt)), output, List.of(), model);
    }

    private static int tokens(long count) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, count));
    }

    @Override
    public void end(Consumer<RawRequest> found) {
        open.values().forEach(request -> unfinished(request, found));
        open.clear();
    }

    @Override
    public boolean startsWithFirstArrival() {
        return true;
    }

    /** A request is told at its end, and one without an end when it is given up. */
    @Override
    public long disorderNanos() {
        return (LONGEST_MILLIS + 60_000) * NANOS_PER_MILLI;
    }
}
