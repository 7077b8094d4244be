package dev.berth.optimizer.problem;

import dev.berth.domain.config.Doc;

/** Copies of adapters beyond the pods that their load needs: how many, and what they may cost. */
public record SpareTerms(
        @Doc("spare copies of an adapter at most, where host memory has places; 0 for none") int copies,
        @Doc("places in a pod's host memory kept free for demand to come, unless all adapters fit") int freePlaces,
        @Doc("loads of spare copies that one plan may ask of a pod; the first plan of a fleet may ask for any")
                int loadsPerPod,
        @Doc("a spare copy takes the place of another if it is worth this many times as much") double exchangeGain,
        @Doc("share of all assignments that one plan may exchange in this way, 0 to 1") double exchangeShare,
        @Doc("a copy that came less than this ago gives its place to no other, seconds") double keepSeconds,
        @Doc("a copy that went less than this ago does not come back to its pod as a spare copy, seconds")
                double awaySeconds,
        @Doc("a load that brings a copy back so soon because demand needs it counts as so many") double awayCost) {

    public static final SpareTerms DEFAULTS = new SpareTerms(1_000, 2, 8, 8, 0.01, 600, 720, 4);

    public SpareTerms {
        if (copies < 0 || freePlaces < 0 || loadsPerPod < 0) {
            throw new IllegalArgumentException("planning.spare: copies, freePlaces and loadsPerPod are >= 0");
        }
        if (!(keepSeconds >= 0) || !(awaySeconds >= 0) || !(awayCost >= 1)) {
            throw new IllegalArgumentException(
                    "planning.spare: keepSeconds and awaySeconds are >= 0, awayCost is >= 1");
        }
        if (!(exchangeGain >= 1) || !(exchangeShare >= 0 && exchangeShare <= 1)) {
            throw new IllegalArgumentException("planning.spare: exchangeGain is >= 1, exchangeShare 0 to 1");
        }
    }

    public SpareTerms withCopies(int most) {
        return new SpareTerms(
                most, freePlaces, loadsPerPod, exchangeGain, exchangeShare, keepSeconds, awaySeconds, awayCost);
    }

    public long awayMillis() {
        return Math.round(1000 * awaySeconds);
    }
}
