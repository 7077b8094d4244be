package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.RequestFinished;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One model's slices in memory, for whoever makes demand without Flink: the same windows and forecasts, without the longer
 * times, in event time that only goes on.
 */
public final class ModelSlices {
    private final Windows windows;
    private final Horizons horizons;
    private final TreeMap<Long, Slice> slices = new TreeMap<>();
    private final TreeMap<Long, Integer> arrivals = new TreeMap<>();
    /** Null until the first arrival that is watched. */
    private SurgeWatch watch;

    public ModelSlices(Windows windows) {
        this.windows = windows;
        this.horizons = Horizons.of(windows);
    }

    public void arrived(long atMillis) {
        long start = windows.sliceStart(atMillis);
        slice(start).arrived((int) ((atMillis - start) / Windows.BIN_MILLIS));
        arrivals.merge(start, 1, Integer::sum);
    }

    /** Takes an arrival; the demand that the job tells at once if it sees a flash crowd in it. */
    public Optional<AdapterDemand> watched(String model, long atMillis) {
        arrived(atMillis);
        long start = windows.sliceStart(atMillis);
        long end = start + windows.slideMillis();
        if (watch == null) {
            watch = new SurgeWatch();
            watch.expect(Outlook.of(history(start), windows.slices()).pace(), start);
        }
        return watch.arrived(atMillis, end).map(surge -> {
            Forecast forecast = Forecast.ofChange(surge.arrivals(), surge.seconds());
            Outlook outlook = new Outlook(forecast, List.of(surge.change()), SurgeWatch.Pace.UNKNOWN);
            return WindowContent.of(windows, end, slices::get).early(model, end, atMillis, outlook, List.of());
        });
    }

    public void finished(RequestFinished finished) {
        slice(windows.sliceStart(finished.atMillis())).finished(finished);
    }

    /** The demand of the window ending there, as if everything was read; older slices are forgotten. */
    public AdapterDemand close(String model, long windowEnd, long nowMillis) {
        slices.headMap(windowEnd - windows.windowMillis()).clear();
        arrivals.headMap(windowEnd - horizons.quarter().windowMillis()).clear();
        Outlook outlook = Outlook.of(history(windowEnd), windows.slices());
        if (watch != null) {
            watch.expect(outlook.pace(), windowEnd);
        }
        return WindowContent.of(windows, windowEnd, slices::get)
                .demand(model, windowEnd, nowMillis, outlook, List.of());
    }

    private ArrivalHistory history(long end) {
        int[] counts = new int[horizons.historySlices()];
        long oldest = end - horizons.quarter().windowMillis();
        arrivals.headMap(end)
                .forEach((start, count) -> counts[(int) ((start - oldest) / windows.slideMillis())] = count);
        Slice newest = slices.get(end - windows.slideMillis());
        int[] bins = newest == null ? new int[windows.binsPerSlice()] : newest.arrivals;
        return new ArrivalHistory(oldest, windows.slideMillis(), counts, bins);
    }

    /** Whether no window can tell anything of the model any more. */
    public boolean isEmpty() {
        return slices.isEmpty();
    }

    private Slice slice(long start) {
        return slices.computeIfAbsent(start, s -> new Slice(windows.binsPerSlice()));
    }
}
