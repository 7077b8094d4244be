package dev.berth.evaluation.outcome;

import java.util.ArrayList;
import java.util.List;

/** The ten-second intervals of a run: gauges read as time passes, joined with requests at the end. */
public final class Series {
    private final List<Gauges> gauges = new ArrayList<>();
    private int loadsBefore;
    private int unloadsBefore;

    /** What was loaded before the first request belongs to no interval. */
    public void begin(int loads, int unloads) {
        loadsBefore = loads;
        unloadsBefore = unloads;
    }

    /**
     * An interval ends.
     *
     * @param loads since the beginning
     * @param unloads since the beginning
     */
    public void sample(int pods, int readyPods, int inFlight, int waiting, int loads, int unloads) {
        gauges.add(new Gauges(pods, readyPods, inFlight, waiting, loads - loadsBefore, unloads - unloadsBefore));
        loadsBefore = loads;
        unloadsBefore = unloads;
    }

    public List<TimePoint> points(RequestTally requests) {
        List<TimePoint> points = new ArrayList<>();
        for (int i = 0; i < gauges.size(); i++) {
            points.add(requests.point(i, gauges.get(i)));
        }
        return points;
    }
}
