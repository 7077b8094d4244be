package dev.berth.evaluation.virtual;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioRequest;
import java.util.Iterator;

/**
 * The requests of the next window, told as if they had been those of the last one: what an oracle knows. Their latency, which
 * nobody knows before, is taken as that of a pod with a few requests beside.
 */
final class ComingDemand {
    private static final int BESIDE = 16;
    private static final int ADAPTERS_BESIDE = 4;

    private final EngineSpec engine;
    private final Iterator<ScenarioRequest> requests;
    private final long beganNanos;
    private final long windowNanos;
    private ScenarioRequest next;

    /** Takes what the window shall hold. */
    interface Taker {
        void arrived(String model, long atMillis);

        void finished(RequestFinished finished);
    }

    ComingDemand(Scenario scenario, long seed, long beganNanos, long windowMillis) {
        this.engine = scenario.referenceEngine();
        this.requests = scenario.requests(seed);
        this.beganNanos = beganNanos;
        this.windowNanos = windowMillis * EventQueue.MILLI;
        this.next = requests.hasNext() ? requests.next() : null;
    }

    /** Tells of all that arrive within a window from now. */
    void tell(long nowNanos, Taker taker) {
        while (next != null && beganNanos + next.arrivalNanos() < nowNanos + windowNanos) {
            long at = EventQueue.EPOCH_MILLIS + (beganNanos + next.arrivalNanos() - windowNanos) / EventQueue.MILLI;
            taker.arrived(next.model(), at);
            taker.finished(finished(next, at));
            next = requests.hasNext() ? requests.next() : null;
        }
    }

    private RequestFinished finished(ScenarioRequest request, long atMillis) {
        StepTime step = engine.stepTime();
        double ttft = step.idlePrefillSeconds(
                request.promptTokens(), engine.limits().maxBatchedTokens());
        double context = BESIDE * (request.promptTokens() + request.outputTokens() / 2.0);
        double e2e = ttft + request.outputTokens() * step.millis(BESIDE, 0, context, ADAPTERS_BESIDE) / 1e3;
        return new RequestFinished(
                RequestRecord.FORM,
                "",
                atMillis,
                "",
                request.model(),
                "",
                atMillis,
                "",
                "",
                1,
                Outcome.COMPLETED,
                200,
                true,
                0,
                ttft,
                e2e,
                request.promptTokens(),
                0,
                request.outputTokens(),
                TokenSource.USAGE,
                "",
                Verdict.MET,
                "",
                "");
    }
}
