package dev.berth.evaluation.virtual;

/**
 * Two algorithms that are judged together.
 *
 * @param placement name of a placement policy
 * @param picking name of a picking policy
 */
public record Arm(String placement, String picking) {
    @Override
    public String toString() {
        return placement + " + " + picking;
    }
}
