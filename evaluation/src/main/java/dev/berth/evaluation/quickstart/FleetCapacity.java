package dev.berth.evaluation.quickstart;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceRequest;

/**
 * The rate that a fleet serves of a trace's mix of lengths: pods / mean over the requests of 1/tput, with tput the
 * engine's capacity at the SLO for each request's length. A request that no pod can serve within the SLO costs what it
 * costs without one.
 */
record FleetCapacity(EngineSpec engine, double distinctAdapters, SloTarget target) {

    double requestsPerSecond(Trace trace, int pods) {
        double podSeconds = trace.requests().stream()
                .mapToDouble(this::podSeconds)
                .average()
                .orElseThrow(() -> new IllegalArgumentException(trace.source() + " has no requests"));
        return pods / podSeconds;
    }

    private double podSeconds(TraceRequest request) {
        double prefill = engine.stepTime()
                .idlePrefillSeconds(request.promptTokens(), engine.limits().maxBatchedTokens());
        SloTarget own =
                new SloTarget(SloJudge.ttftTargetSeconds(target, prefill), target.tpotSeconds(), target.e2eSeconds());
        double rate = rate(request, own);
        return 1 / (rate > 0 ? rate : rate(request, SloTarget.NONE));
    }

    private double rate(TraceRequest request, SloTarget held) {
        return new SloCapacity(engine, distinctAdapters)
                .atSlo(request.promptTokens(), request.outputTokens(), held)
                .requestsPerSecond();
    }
}
