package dev.berth.optimizer.policy.scale;

import dev.berth.domain.config.NearestName;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Every pod scaler by its name. {@code NAME:NUMBER} is the same rule with another threshold, so that each can be tuned: the
 * upper end of {@code llm-d-band} (0.55), the waiting requests for a pod of {@code keda-waiting} (5), the share of KV cache that
 * {@code wva-saturation} keeps to spare (0.10).
 */
public final class PodScalers {
    private static final List<Rule> RULES = List.of(
            new Rule("llm-d-band", LlmdBandScaler.UPPER, LlmdBandScaler::new),
            new Rule("keda-waiting", KedaWaitingScaler.THRESHOLD, KedaWaitingScaler::new),
            new Rule("wva-saturation", WvaSaturationScaler.KV_SPARE, WvaSaturationScaler::new));

    private PodScalers() {}

    private record Rule(String name, double threshold, DoubleFunction<PodScaler> scaler) {}

    /** As options and reports name them. */
    public static List<String> names() {
        return RULES.stream().map(Rule::name).toList();
    }

    /**
     * @param nameAndThreshold a name, or {@code NAME:NUMBER}
     * @throws IllegalArgumentException one sentence that names the nearest, and all
     */
    public static PodScaler named(String nameAndThreshold) {
        int colon = nameAndThreshold.indexOf(':');
        String name = colon < 0 ? nameAndThreshold : nameAndThreshold.substring(0, colon);
        Rule rule = RULES.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pod scaler is called '" + name + "'"
                        + NearestName.of(name, names())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("")
                        + "; there are " + String.join(", ", names())));
        return rule.scaler().apply(colon < 0 ? rule.threshold() : threshold(nameAndThreshold, colon));
    }

    private static double threshold(String nameAndThreshold, int colon) {
        String text = nameAndThreshold.substring(colon + 1);
        try {
            double threshold = Double.parseDouble(text);
            if (threshold > 0 && Double.isFinite(threshold)) {
                return threshold;
            }
        } catch (NumberFormatException e) {
            // Said below, as for any other text that is no threshold.
        }
        throw new IllegalArgumentException(
                "pod scaler '" + nameAndThreshold + "': '" + text + "' is no threshold; say a number above 0");
    }
}
