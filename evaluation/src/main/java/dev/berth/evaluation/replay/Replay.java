package dev.berth.evaluation.replay;

import java.net.URI;
import java.util.function.Consumer;

/** Sends a plan to a router. */
public final class Replay {
    private Replay() {}

    /**
     * Blocks until every request ended. An interrupt ends it early: what is in flight is aborted, the rest not sent, and the
     * thread stays interrupted.
     *
     * @param router for example {@code http://127.0.0.1:8080}
     * @param progress called on this thread
     */
    public static ReplayResult run(
            ReplayPlan plan, URI router, ReplayOptions options, RequestJudge judge, Consumer<Progress> progress) {
        return new ReplayResult(0, java.util.List.of(), ReplayResult.MachineLoad.UNKNOWN, false);
    }
}
