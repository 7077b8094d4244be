package dev.berth.evaluation.compare;

import dev.berth.evaluation.scenario.LoraOverhead;
import java.util.Locale;

/**
 * A scenario as it is run.
 *
 * @param scenario its name
 * @param overhead LoRA cost of a step; every claim is made at a low and a high one
 * @param rate factor on the scenario's own rate of requests
 * @param pods in all; 0 for the scenario's own
 * @param seconds of traffic; 0 for all of it
 */
public record Workload(String scenario, LoraOverhead overhead, double rate, int pods, int seconds) {
    public Workload {
        if (!(rate > 0) || Double.isInfinite(rate) || pods < 0 || seconds < 0) {
            throw new IllegalArgumentException(
                    "no workload has rate " + rate + ", " + pods + " pods, " + seconds + " s");
        }
    }

    public Workload atRate(double changed) {
        return new Workload(scenario, overhead, changed, pods, seconds);
    }

    public Workload withPods(int changed) {
        return new Workload(scenario, overhead, rate, changed, seconds);
    }

    /** For people: what is not said is the scenario's own. */
    @Override
    public String toString() {
        String text = scenario + ", LoRA overhead " + overhead.name().toLowerCase(Locale.ROOT);
        if (rate != 1) {
            text += String.format(Locale.ROOT, ", rate x %.3f", rate);
        }
        return pods == 0 ? text : text + ", " + pods + " pods";
    }
}
