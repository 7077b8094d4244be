package dev.berth.optimizer.problem;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import java.util.List;

/**
 * What is asked of a model, before it is known where it may be.
 *
 * @param spec null for a base model
 * @param demand null if it is silent
 * @param rate requests per second
 * @param podsByGroup its load on each deployment, pods; infinite where no length is served
 * @param load on the deployment where it is heaviest, ten-thousandths of a pod
 */
record Wanted(
        String model,
        AdapterSpec spec,
        String baseModel,
        SloClass slo,
        AdapterDemand demand,
        double rate,
        double e2eSeconds,
        double missedShare,
        List<Double> podsByGroup,
        long load) {
    /** Requests of it that are expected in flight at once, as far as they take a slot. */
    double inFlight() {
        return spec == null ? 0 : rate * e2eSeconds;
    }

    /** How much of the time it is active, if it is on one pod. */
    double active() {
        return -Math.expm1(-inFlight());
    }

    long loadOn(int group) {
        return Double.isFinite(podsByGroup.get(group)) ? Units.load(podsByGroup.get(group)) : load;
    }
}
