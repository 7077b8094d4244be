package dev.berth.evaluation.virtual;

import dev.berth.optimizer.policy.scale.PodScalers;
import java.util.ArrayList;
import java.util.List;

/**
 * Who decides the number of pods, by name: {@code fixed} nobody, {@code plan} the product's plan, carried out by its actuator;
 * otherwise a rival's autoscaler ({@link PodScalers}), which sets the number itself, with no word to the actuator. A name may
 * carry a number, {@code NAME:NUMBER}: a rival's threshold, or for {@code plan} the share of the target load that it fills pods
 * to.
 */
public final class Scalers {
    public static final String FIXED = "fixed";
    public static final String PLAN = "plan";

    private Scalers() {}

    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(FIXED, PLAN));
        names.addAll(PodScalers.names());
        return names;
    }

    /** Without the number. */
    public static String kind(String scaler) {
        int colon = scaler.indexOf(':');
        return colon < 0 ? scaler : scaler.substring(0, colon);
    }

    /** Whether the placement counts pods: only the product's own does. */
    public static boolean counts(String placement) {
        return Algorithms.countsPods(placement);
    }

    /** Who decides unless somebody is named. */
    public static String of(String placement) {
        return counts(placement) ? PLAN : FIXED;
    }

    static boolean isRival(String scaler) {
        return PodScalers.names().contains(kind(scaler));
    }

    /** The number that a name carries, else the other. */
    static double number(String scaler, double otherwise) {
        int colon = scaler.indexOf(':');
        return colon < 0 ? otherwise : Double.parseDouble(scaler.substring(colon + 1));
    }

    /**
     * @throws IllegalArgumentException one sentence
     */
    public static void check(String placement, String scaler) {
        String kind = kind(scaler);
        if (isRival(scaler)) {
            PodScalers.named(scaler);
            return;
        }
        if (!kind.equals(FIXED) && !kind.equals(PLAN)) {
            PodScalers.named(scaler); // Which says what there is.
        }
        if (kind.equals(PLAN) && !counts(placement)) {
            throw new IllegalArgumentException(
                    "placement '" + placement + "' does not count pods: its scaler can't be '" + PLAN + "'");
        }
        try {
            if (!(number(scaler, 1) > 0)) {
                throw new NumberFormatException();
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("scaler '" + scaler + "': say a number above 0 behind the colon");
        }
    }
}
