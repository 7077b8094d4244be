package dev.berth.streaming.demand;

import dev.berth.domain.demand.DemandHorizon;
import java.util.List;

/** The longer times of a model as they were last told; state of a job. */
public record HorizonsTold(List<DemandHorizon> horizons) {
    public HorizonsTold {
        horizons = List.copyOf(horizons);
    }
}
