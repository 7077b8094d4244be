package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.RequestFinished;
import java.util.List;
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

    public ModelSlices(Windows windows) {
        this.windows = windows;
        this.horizons = Horizons.of(windows);
    }

    public void arrived(long atMillis) {
        long start = windows.sliceStart(atMillis);
        slice(start).arrived((int) ((atMillis - start) / Windows.BIN_MILLIS));
        arrivals.merge(start, 1, Integer::sum);
    }

    public void finished(RequestFinished finished) {
        slice(windows.sliceStart(finished.atMillis())).finished(finished);
    }

    /** The demand of the window ending there, as if everything was read; older slices are forgotten. */
    public AdapterDemand close(String model, long windowEnd, long nowMillis) {
        slices.headMap(windowEnd - windows.windowMillis()).clear();
        arrivals.headMap(windowEnd - horizons.quarter().windowMillis()).clear();
        return WindowContent.of(windows, windowEnd, slices::get)
                .demand(model, windowEnd, nowMillis, Outlook.of(history(windowEnd), windows.slices()), List.of());
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
