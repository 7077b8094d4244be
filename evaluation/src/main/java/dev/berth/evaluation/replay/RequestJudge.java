package dev.berth.evaluation.replay;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloJudge.Served;
import dev.berth.domain.slo.SloJudge.Verdict;
import java.util.function.Function;

/**
 * Judges replayed requests as router and jobs do.
 *
 * @param sloClassOf the class of a model
 * @param engine the reference engine, whose idle prefill bounds the TTFT target of a long prompt from below
 */
public record RequestJudge(Function<String, SloClass> sloClassOf, EngineSpec engine) {

    /** The verdict by the time that the request was due. */
    public Verdict judge(RequestResult result) {
        return judge(result, result.servedSinceScheduled());
    }

    /** The verdict by another reading of the same request. */
    public Verdict judge(RequestResult result, Served served) {
        return SloJudge.judge(
                sloClassOf.apply(result.model()).target(), idlePrefillSeconds(result.promptTokens()), served);
    }

    /** Whether a pod with nothing else to do would meet the SLO: what nobody's placement or routing could exceed. */
    public boolean isWithinReach(ReplayRequest request) {
        double ttft = idlePrefillSeconds(request.promptTokens());
        StepTime step = engine.stepTime();
        double kvTokens = request.promptTokens() + request.outputTokens() / 2.0;
        double tpot = step.millis(1, 0, kvTokens, 1) / 1000;
        double e2e = ttft + tpot * (request.outputTokens() - 1);
        Served served = new Served(Outcome.COMPLETED, request.stream(), ttft, e2e, request.outputTokens());
        return SloJudge.judge(sloClassOf.apply(request.model()).target(), ttft, served) == Verdict.MET;
    }

    private double idlePrefillSeconds(int promptTokens) {
        return engine.stepTime()
                .idlePrefillSeconds(promptTokens, engine.limits().maxBatchedTokens());
    }
}
