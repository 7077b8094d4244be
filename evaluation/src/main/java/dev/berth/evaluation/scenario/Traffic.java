package dev.berth.evaluation.scenario;

import java.util.Iterator;
import java.util.List;

/** What a scenario's requests are drawn from. */
public interface Traffic {
    /**
     * The requests that arrive before a time, in the order of arrival, made while they are asked for. The same seed gives
     * the same requests, whoever serves them; every choice (copies, jitter, adapter) hangs on the seed and on the request it
     * is made for, so that a higher rate only adds requests.
     */
    Iterator<ScenarioRequest> requests(long seed, long beforeNanos);

    /** The same traffic at a multiple of its rate, > 0. */
    Traffic atRate(double factor);

    /** When what is asked for changes at once, a hot set or a crowd, before a time: what recoveries are measured from. */
    default List<Integer> shiftsAtSeconds(double beforeSeconds) {
        return List.of();
    }

    /** Equal for traffic that gives equal requests: names everything that they hang on, content of files included. */
    String fingerprint();

    /** Hand-made traffic, which has no other rate. */
    static Traffic of(List<ScenarioRequest> requests) {
        return new ListedTraffic(List.copyOf(requests));
    }
}
