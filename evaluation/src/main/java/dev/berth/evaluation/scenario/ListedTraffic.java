package dev.berth.evaluation.scenario;

import java.util.Iterator;
import java.util.List;

/** Requests that somebody wrote down, by arrival. */
record ListedTraffic(List<ScenarioRequest> requests) implements Traffic {
    ListedTraffic {
        for (int i = 1; i < requests.size(); i++) {
            if (requests.get(i).arrivalNanos() < requests.get(i - 1).arrivalNanos()) {
                throw new IllegalArgumentException("requests are not in the order of arrival: " + requests.get(i));
            }
        }
    }

    @Override
    public Iterator<ScenarioRequest> requests(long seed, long beforeNanos) {
        return requests.stream().filter(r -> r.arrivalNanos() < beforeNanos).iterator();
    }

    @Override
    public Traffic atRate(double factor) {
        if (factor != 1) {
            throw new IllegalArgumentException("hand-made requests have no other rate");
        }
        return this;
    }

    @Override
    public String fingerprint() {
        return requests.toString();
    }
}
