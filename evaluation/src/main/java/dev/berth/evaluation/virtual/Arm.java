package dev.berth.evaluation.virtual;

/**
 * Algorithms that are judged together.
 *
 * @param placement name of a placement policy
 * @param picking name of a picking policy
 * @param scaler who decides the number of pods where a fleet may change, see {@link Scalers}
 */
public record Arm(String placement, String picking, String scaler) {
    /** With the placement's own scaler. */
    public Arm(String placement, String picking) {
        this(placement, picking, Scalers.of(placement));
    }

    /** The scaler only if it is not the placement's own. */
    @Override
    public String toString() {
        String pair = placement + " + " + picking;
        return scaler.equals(Scalers.of(placement)) ? pair : pair + " + " + scaler;
    }
}
