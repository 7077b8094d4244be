package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.RequestFinished;
import java.util.TreeMap;

/**
 * One model's slices in memory, for whoever makes demand without Flink: the same windows, in event time that only goes on.
 */
public final class ModelSlices {
    private final Windows windows;
    private final TreeMap<Long, Slice> slices = new TreeMap<>();

    public ModelSlices(Windows windows) {
        this.windows = windows;
    }

    public void arrived(long atMillis) {
        long start = windows.sliceStart(atMillis);
        slice(start).arrived((int) ((atMillis - start) / Windows.BIN_MILLIS));
    }

    public void finished(RequestFinished finished) {
        slice(windows.sliceStart(finished.atMillis())).finished(finished);
    }

    /** The demand of the window ending there, as if everything was read; older slices are forgotten. */
    public AdapterDemand close(String model, long windowEnd, long nowMillis) {
        slices.headMap(windowEnd - windows.windowMillis()).clear();
        return WindowContent.of(windows, windowEnd, slices::get).demand(model, windowEnd, nowMillis);
    }

    /** Whether no window can tell anything of the model any more. */
    public boolean isEmpty() {
        return slices.isEmpty();
    }

    private Slice slice(long start) {
        return slices.computeIfAbsent(start, s -> new Slice(windows.binsPerSlice()));
    }
}
