package dev.berth.streaming.profile;

import dev.berth.domain.engine.StepTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@link EngineLearner} remembers of a deployment: Flink keeps it, so it is plain fields. */
public final class LearnerMemory {
    public List<RegionReadings> regions = new ArrayList<>();

    /** Requests seen by length, {@code "outputLog2,promptLog2"}. */
    public Map<String, Long> lengths = new HashMap<>();

    /** Slots by incarnation; those of another engine than the newest are not listened to. */
    public Map<String, Integer> incarnations = new HashMap<>();

    public int maxLora;
    public String gpu = "";

    /** All readings that are remembered. */
    List<StepReading> readings() {
        return regions.stream().flatMap(region -> region.readings.stream()).toList();
    }

    /** Of such batches; an empty one is made if there are none. */
    RegionReadings region(int region) {
        for (RegionReadings known : regions) {
            if (known.region == region) {
                return known;
            }
        }
        RegionReadings made = new RegionReadings();
        made.region = region;
        regions.add(made);
        return made;
    }

    /** The model of the last fit, null before; what readings are held against. */
    public StepTime model;

    public double noise;

    /** Sums of a two-sided CUSUM of the residuals, and since when each is above 0. */
    public double above;

    public double below;
    public long aboveSinceMillis;
    public long belowSinceMillis;

    /** Event time since which all readings are of the same engine. */
    public long learnedSinceMillis;

    public long drifts;
    public long requests;

    public List<LoadReading> loads = new ArrayList<>();

    /** (adapter, pod incarnation) that was loaded before, and when. */
    public Map<String, Long> loadedBefore = new HashMap<>();

    public double bodyBytes;
    public double promptTokens;

    /** Processing time of the last event; for the state's end. */
    public long heardAtMillis;
}
