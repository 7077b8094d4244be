package dev.berth.streaming.demand;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;

/** How requests of one tenant and SLO class ended. State of a job, so no record. */
public final class ServedCounts {
    public long finished;
    public long met;
    public long counted;
    public long failed;

    /** For Flink's serializer. */
    public ServedCounts() {}

    void add(RequestFinished request) {
        finished++;
        if (request.verdict() != SloJudge.Verdict.NOT_COUNTED) {
            counted++;
            met += request.verdict() == SloJudge.Verdict.MET ? 1 : 0;
        }
        failed += isFailure(request.outcome()) ? 1 : 0;
    }

    void add(ServedCounts other) {
        finished += other.finished;
        met += other.met;
        counted += other.counted;
        failed += other.failed;
    }

    private static boolean isFailure(Outcome outcome) {
        return switch (outcome) {
            case REJECTED, FAILED, TIMED_OUT -> true;
            case COMPLETED, CLIENT_ABORT, CLIENT_ERROR -> false;
        };
    }
}
