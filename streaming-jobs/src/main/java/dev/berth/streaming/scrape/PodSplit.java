package dev.berth.streaming.scrape;

import dev.berth.domain.fleet.PodState;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One pod to read. The split is the pod, whatever its incarnation: a restarted pod keeps its split under the new id.
 *
 * @param url {@code http://HOST:PORT}
 */
public record PodSplit(String pod, String incarnation, String deployment, String url) implements SourceSplit {
    static PodSplit from(PodState state) {
        return new PodSplit(state.id().pod(), state.id().incarnation(), state.deployment(), state.url());
    }

    @Override
    public String splitId() {
        return pod;
    }

    /** The reader that has this pod: stable for as long as the parallelism is. */
    int owner(int readers) {
        return Math.floorMod(pod.hashCode(), readers);
    }
}
