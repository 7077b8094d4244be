package dev.berth.evaluation.virtual;

import dev.berth.domain.fleet.PodIncarnation;
import java.util.List;

/** What is really so in a world, to whoever watches it. */
public interface WorldView {
    /** Pods that answer now. */
    List<PodIncarnation> podsUp();

    /** Pods that answer now and list this name. */
    List<PodIncarnation> holders(String engineName);

    /** Adapters that a pod lists now. */
    int registered(PodIncarnation pod);

    /** Requests for a model that have arrived and not ended, wherever they are. */
    int inFlight(String model);
}
