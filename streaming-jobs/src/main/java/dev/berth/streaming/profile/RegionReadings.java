package dev.berth.streaming.profile;

import java.util.ArrayList;
import java.util.List;

/** The newest readings of one {@link Region}, the newest last: plain fields, for Flink. */
public final class RegionReadings {
    public int region;
    public List<StepReading> readings = new ArrayList<>();
}
