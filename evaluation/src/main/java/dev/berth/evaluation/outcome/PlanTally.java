package dev.berth.evaluation.outcome;

import dev.berth.domain.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the control plane did, summed up as it does it. Times in seconds of traffic; negative before it. */
public final class PlanTally {
    /** A load of an adapter so soon after its unload from the same pod was a mistake. Seconds. */
    private static final double FLAP_SECONDS = 600;

    private final List<Made> made = new ArrayList<>();
    private final Map<String, Double> unloadedAt = new HashMap<>();
    private final Map<String, Integer> loadsByModel = new HashMap<>();
    private long solves;
    private long failed;
    private double chargedSeconds;
    private long replans;
    private long moves;
    private long maxMoves;
    private double shareMoved;
    private double gap;
    private long reloads;
    private int loads;
    private int unloads;

    private static final class Made {
        private final Version version;
        private final double consideredAt;
        private final double publishedAt;
        private double inPlaceAt = -1;

        Made(Version version, double consideredAt, double publishedAt) {
            this.version = version;
            this.consideredAt = consideredAt;
            this.publishedAt = publishedAt;
        }
    }

    public void solved(double seconds) {
        solves++;
        chargedSeconds += seconds;
    }

    public void failed() {
        failed++;
    }

    /**
     * @param consideredAt when the planner looked at what the plan was made from
     * @param planMoves loads and unloads that it asks for
     * @param assignments that it has in all
     */
    public void published(
            Version version, double consideredAt, double publishedAt, int planMoves, int assignments, double planGap) {
        if (!made.isEmpty()) {
            replans++;
            moves += planMoves;
            maxMoves = Math.max(maxMoves, planMoves);
            shareMoved += assignments == 0 ? 0 : Math.min(1, (double) planMoves / assignments);
        }
        gap += planGap;
        made.add(new Made(version, consideredAt, publishedAt));
    }

    /** The routing table carries this plan and nothing of it is left to do. */
    public void inPlace(Version plan, double at) {
        for (int i = made.size() - 1; i >= 0; i--) {
            Made one = made.get(i);
            if (one.inPlaceAt >= 0) {
                return; // As are all before it.
            }
            if (one.version.compareTo(plan) <= 0) {
                one.inPlaceAt = at;
            }
        }
    }

    public void loaded(String model, String pod, double at) {
        loads++;
        loadsByModel.merge(model, 1, Integer::sum);
        Double gone = unloadedAt.remove(pod + " " + model);
        if (gone != null && at - gone < FLAP_SECONDS) {
            reloads++;
        }
    }

    public void unloaded(String model, String pod, double at) {
        unloads++;
        unloadedAt.put(pod + " " + model, at);
    }

    /** Loads that ended well since the beginning. */
    public int loads() {
        return loads;
    }

    public int unloads() {
        return unloads;
    }

    public Map<String, Integer> loadsByModel() {
        return loadsByModel;
    }

    public Planning planning() {
        return new Planning(
                solves,
                made.size(),
                chargedSeconds,
                replans == 0 ? 0 : (double) moves / replans,
                maxMoves,
                replans == 0 ? 0 : shareMoved / replans,
                made.isEmpty() ? 0 : gap / made.size(),
                reloads,
                failed);
    }

    /** Seconds from a time until a plan that was considered after it was published; -1 if none was by then. */
    double plannedAfter(double at, double until) {
        for (Made one : made) {
            if (one.consideredAt >= at) {
                return one.publishedAt <= until ? one.publishedAt - at : -1;
            }
        }
        return -1;
    }

    /** Seconds from a time until the first plan considered after it was in place; -1 if it was not by then. */
    double inPlaceAfter(double at, double until) {
        for (Made one : made) {
            if (one.consideredAt >= at) {
                return one.inPlaceAt >= 0 && one.inPlaceAt <= until ? one.inPlaceAt - at : -1;
            }
        }
        return -1;
    }
}
