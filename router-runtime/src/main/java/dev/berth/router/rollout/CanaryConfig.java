package dev.berth.router.rollout;

import dev.berth.domain.config.Doc;

/** A new version of a model that is given a part of its traffic, until it is found to be worse. */
public record CanaryConfig(
        @Doc("the model as the table knows it") String model,
        @Doc("the new version as the table knows it") String candidate,
        @Doc("share of the model's requests that go to the candidate, 0 to 1") double share,
        @Doc("requests of the candidate that ended before it is judged; 0: 50") int minRequests,
        @Doc("how much lower its SLO attainment, or higher its error rate, may be, 0 to 1; 0: 0.02") double tolerance) {
    static final int MIN_REQUESTS = 50;
    static final double TOLERANCE = 0.02;

    public CanaryConfig {
        if (model == null || model.isEmpty() || candidate == null || candidate.isEmpty() || model.equals(candidate)) {
            throw new IllegalArgumentException("a canary needs a model and another one as its candidate");
        }
        if (!(share >= 0 && share <= 1) || !(tolerance >= 0 && tolerance <= 1) || minRequests < 0) {
            throw new IllegalArgumentException(
                    "canary of '" + model + "': share and tolerance must be 0 to 1, minRequests >= 0");
        }
        minRequests = minRequests == 0 ? MIN_REQUESTS : minRequests;
        tolerance = tolerance == 0 ? TOLERANCE : tolerance;
    }
}
