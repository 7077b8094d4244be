package dev.berth.streaming.demand;

import dev.berth.domain.demand.ChangePoint;
import java.util.List;

/** What a model's past arrivals say of the next. */
record Outlook(Forecast forecast, List<ChangePoint> changes, SurgeWatch.Pace pace) {
    static final Outlook NONE = new Outlook(Forecast.NONE, List.of(), SurgeWatch.Pace.UNKNOWN);

    /**
     * @param ahead slices that the forecast is for
     */
    static Outlook of(ArrivalHistory history, int ahead) {
        ChangeScan scan = ChangeScan.of(history);
        return new Outlook(scan.forecast(ahead), List.copyOf(scan.changes()), scan.pace());
    }
}
