package dev.berth.streaming.demand;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;

/** Tells requests as a story. Times are seconds after {@link #MORNING}, which is a border of windows. */
public final class RequestStory {
    /** 2026-01-01T08:00:00Z, milliseconds. */
    public static final long MORNING = 1_767_254_400_000L;

    public static final String ROUTER = "router-1";

    private RequestStory() {}

    public static long at(double seconds) {
        return MORNING + Math.round(seconds * 1_000);
    }

    public static RequestArrived asked(String model, double atSeconds) {
        return asked(model, atSeconds, ROUTER);
    }

    public static RequestArrived asked(String model, double atSeconds, String router) {
        return new RequestArrived(
                RequestRecord.FORM, router, at(atSeconds), "id-" + atSeconds, model, "", 400, 100, true);
    }

    /** Completed in 2 s with 0.5 s to the first token, 100 prompt and 40 output tokens, within its SLO. */
    public static RequestFinished answered(String model, double atSeconds) {
        return answered(model, atSeconds, 100, 40, 2.0);
    }

    public static RequestFinished answered(
            String model, double atSeconds, long promptTokens, long outputTokens, double e2eSeconds) {
        return finished(
                model, atSeconds, Outcome.COMPLETED, SloJudge.Verdict.MET, promptTokens, outputTokens, e2eSeconds);
    }

    public static RequestFinished ended(String model, double atSeconds, Outcome outcome, SloJudge.Verdict verdict) {
        return finished(model, atSeconds, outcome, verdict, 0, 0, 0);
    }

    /** Like {@link #answered(String, double)}, of the model {@code sql}. */
    public static RequestFinished answeredFor(
            String tenant, String sloClass, double atSeconds, SloJudge.Verdict verdict) {
        RequestFinished f = answered("sql", atSeconds);
        return new RequestFinished(
                f.v(),
                f.router(),
                f.atMillis(),
                f.requestId(),
                f.model(),
                tenant,
                f.arrivedAtMillis(),
                f.pod(),
                f.incarnation(),
                f.tries(),
                f.outcome(),
                f.status(),
                f.stream(),
                f.queuedSeconds(),
                f.ttftSeconds(),
                f.e2eSeconds(),
                f.promptTokens(),
                f.cachedTokens(),
                f.outputTokens(),
                f.tokenSource(),
                sloClass,
                verdict,
                f.policy(),
                f.pickReason());
    }

    private static RequestFinished finished(
            String model,
            double atSeconds,
            Outcome outcome,
            SloJudge.Verdict verdict,
            long promptTokens,
            long outputTokens,
            double e2eSeconds) {
        boolean completed = outcome == Outcome.COMPLETED;
        return new RequestFinished(
                RequestRecord.FORM,
                ROUTER,
                at(atSeconds),
                "id-" + atSeconds,
                model,
                "",
                at(atSeconds - e2eSeconds),
                completed ? "pod-1" : "",
                completed ? "1" : "",
                1,
                outcome,
                completed ? 200 : 503,
                true,
                0,
                completed ? 0.5 : 0,
                e2eSeconds,
                promptTokens,
                completed ? 16 : 0,
                outputTokens,
                completed ? TokenSource.USAGE : TokenSource.NONE,
                "standard",
                verdict,
                "random",
                "only-one");
    }

    public static RouterHeartbeat heartbeat(double atSeconds, long accepted) {
        return heartbeat(atSeconds, accepted, MORNING - 1_000_000);
    }

    public static RouterHeartbeat heartbeat(double atSeconds, long accepted, long startedAtMillis) {
        return new RouterHeartbeat(RequestRecord.FORM, ROUTER, at(atSeconds), startedAtMillis, accepted, accepted, 0);
    }
}
