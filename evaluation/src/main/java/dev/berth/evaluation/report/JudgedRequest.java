package dev.berth.evaluation.report;

import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.evaluation.replay.RequestResult;

/** A request with the verdict by the time it was due. */
record JudgedRequest(RequestResult result, Verdict verdict) {
    double at() {
        return result.scheduledAt();
    }
}
