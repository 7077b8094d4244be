package dev.berth.optimizer.plan;

import dev.berth.domain.config.Doc;
import java.util.List;

/** When a plan asks for more or fewer pods. */
public record ScaleTerms(
        @Doc(
                        "'plan' asks for pods, and evacuates and names the pod that is to go; 'advice' only publishes how many there should be, so that another autoscaler owns them; 'off' leaves their number alone")
                String mode,
        @Doc("from asking for a pod until it serves: growth looks so far ahead, seconds") double coldStartSeconds,
        @Doc("share of the target load that pods are counted on to be filled to") double fill,
        @Doc("share of that fill, and of the slots, that the pods left over must stay below for one to go") double spareShare,
        @Doc("for so long, seconds") double spareSeconds,
        @Doc("what all pods together may cost in an hour, in the deployments' relative prices; 0 for no bound")
                double maxPricePerHour) {

    public static final String PLAN = "plan";
    public static final String ADVICE = "advice";
    public static final String OFF = "off";

    public static final ScaleTerms DEFAULTS = new ScaleTerms(ADVICE, 150, 1.0, 0.95, 90, 0);

    public ScaleTerms {
        if (!List.of(PLAN, ADVICE, OFF).contains(mode)) {
            throw new IllegalArgumentException("scale: mode is 'plan', 'advice' or 'off', not '" + mode + "'");
        }
        if (!(coldStartSeconds >= 0) || !(fill > 0) || !(spareShare > 0 && spareShare <= 1)) {
            throw new IllegalArgumentException(
                    "scale: coldStartSeconds is >= 0, fill > 0, spareShare lies in (0, 1]; found " + coldStartSeconds
                            + ", " + fill + ", " + spareShare);
        }
        if (!(spareSeconds >= 0) || !(maxPricePerHour >= 0)) {
            throw new IllegalArgumentException("scale: spareSeconds and maxPricePerHour are >= 0");
        }
    }

    public ScaleTerms withMode(String changed) {
        return new ScaleTerms(changed, coldStartSeconds, fill, spareShare, spareSeconds, maxPricePerHour);
    }

    public ScaleTerms withFill(double changed) {
        return new ScaleTerms(mode, coldStartSeconds, changed, spareShare, spareSeconds, maxPricePerHour);
    }

    public ScaleTerms withSpare(double share, double seconds) {
        return new ScaleTerms(mode, coldStartSeconds, fill, share, seconds, maxPricePerHour);
    }

    public ScaleTerms withMaxPricePerHour(double price) {
        return new ScaleTerms(mode, coldStartSeconds, fill, spareShare, spareSeconds, price);
    }

    boolean off() {
        return mode.equals(OFF);
    }

    /** Whether the planner chooses the pod that goes, and empties it. */
    boolean evacuates() {
        return mode.equals(PLAN);
    }
}
