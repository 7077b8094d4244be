package dev.berth.streaming.profile;

import dev.berth.domain.demand.EngineSample;
import java.util.ArrayList;
import java.util.List;

/** What {@link PodStopwatch} remembers of a pod: Flink keeps it, so it is plain fields. */
public final class PodMemory {
    /** Of the incarnation that is being timed. */
    public String incarnation = "";

    /** Empty until a sample told it. */
    public String deployment = "";

    public int maxLora;

    /** Event time: the youngest that was heard of the pod. */
    public long clockMillis;

    /** Ended, and not yet read: those that ran beside them may still be to come. */
    public List<TimedRequest> waiting = new ArrayList<>();

    /** Read, and kept for those that ran beside them. */
    public List<TimedRequest> done = new ArrayList<>();

    public List<EngineSample> samples = new ArrayList<>();

    /** Processing time of the last event; for the state's end. */
    public long heardAtMillis;
}
