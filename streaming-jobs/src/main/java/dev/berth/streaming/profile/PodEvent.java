package dev.berth.streaming.profile;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestFinished;

/** Something of one pod; exactly one of the three is there. Flink's serializers know records, but no sealed types. */
public record PodEvent(RequestFinished finished, EngineSample sample, PromptSize size) {
    static PodEvent of(RequestFinished finished) {
        return new PodEvent(finished, null, null);
    }

    static PodEvent of(EngineSample sample) {
        return new PodEvent(null, sample, null);
    }

    static PodEvent of(PromptSize size) {
        return new PodEvent(null, null, size);
    }

    String pod() {
        return finished != null ? finished.pod() : sample != null ? sample.pod() : size.pod();
    }
}
