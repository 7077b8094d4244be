package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import java.util.List;

/** The demand for a model that nobody asked for. */
public final class SilentDemand {
    private SilentDemand() {}

    public static AdapterDemand of(Windows windows, String model, long windowEnd, long nowMillis) {
        return new WindowContent(windows).demand(model, windowEnd, nowMillis, Outlook.NONE, List.of());
    }

    public static boolean is(AdapterDemand demand) {
        return demand.arrivals() == 0 && demand.finished() == 0;
    }
}
