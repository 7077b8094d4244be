package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.table.EngineLoad;
import dev.berth.router.table.Target;

/** What an event loop learns of pods by its requests, told to whoever keeps count of it. */
final class PodReport {
    private final LoopScope scope;

    PodReport(LoopScope scope) {
        this.scope = scope;
    }

    void connected(Target pod) {
        pod.health().connected();
        scope.deps().metrics().podConnection();
    }

    void connectFailed(Attempt attempt) {
        attempt.connectFailed(scope.nowMillis());
        scope.causes()
                .warn(
                        "pod set aside, it can't be connected to pod={}",
                        attempt.target().pod().id());
    }

    void heard(Target pod) {
        pod.health().heard(scope.nowMillis());
    }

    /** An answer's head came, and with it perhaps what the engine says of its load. */
    void heard(Target pod, AnswerHead head) {
        long now = scope.nowMillis();
        pod.health().heard(now);
        EngineLoad load = EngineLoad.parse(head.load(), now);
        if (load != null) {
            pod.live().onPod().said(load);
        }
    }

    /** An answer came whole. */
    void answered(Target pod, int status) {
        if (status < 500) {
            pod.health().answered();
        } else {
            failed(pod);
        }
    }

    void failed(Target pod) {
        if (pod.health().answerFailed(scope.nowMillis())) {
            scope.deps().metrics().podEjected();
            scope.causes()
                    .warn(
                            "pod ejected for a while, its answers fail pod={}",
                            pod.pod().id());
        }
    }

    /** The pod does not know the model that the table says it has. */
    void unknownModel(Target pod, String model) {
        pod.drop();
        scope.deps().metrics().pairDropped();
        scope.causes()
                .warn(
                        "route dropped until the next table, the pod answered 404 model={} pod={}",
                        model,
                        pod.pod().id());
    }
}
