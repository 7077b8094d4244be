package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;

/** The demand for a model that nobody asked for. */
public final class SilentDemand {
    private SilentDemand() {}

    public static AdapterDemand of(Windows windows, String model, long windowEnd, long nowMillis) {
        return new WindowContent(windows).demand(model, windowEnd, nowMillis);
    }

    public static boolean is(AdapterDemand demand) {
        return demand.arrivals() == 0 && demand.finished() == 0;
    }
}
