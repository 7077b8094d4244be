package dev.berth.simulator.trace;

import java.util.SplittableRandom;

/**
 * Who is asked for how often, as time goes on: the state that an {@link AdapterMix} goes through with one seed. Time must not
 * go back.
 *
 * <p>Shares are held as cumulative weights, made anew when a shift or a step of the phases passes; a draw is a bisection.
 */
public final class MovingPopularity {
    /** Phases move in steps, that many a period. */
    private static final int PHASE_STEPS = 240;

    private final AdapterMix mix;
    private final Chance modelChoice;
    private final Chance crowdChoice;
    private final Chance baseChoice;
    private final Chance conversationChoice;
    private final SplittableRandom shifts;
    private final int[] byRank;
    private final double[] rankWeights;
    private final double[] upTo;
    private long shiftsDone;
    private long phaseStep;
    private int crowdAdapter = -1;
    private double crowdOwnShare;

    public MovingPopularity(AdapterMix mix, long seed) {
        Chance chance = new Chance(seed);
        this.mix = mix;
        this.modelChoice = chance.of("adapter");
        this.crowdChoice = chance.of("flash crowd");
        this.baseChoice = chance.of("base model");
        this.conversationChoice = chance.of("conversation");
        this.shifts = new SplittableRandom(chance.of("drift").bits(0));
        this.byRank = shuffled(
                mix.adapters().size(), new SplittableRandom(chance.of("ranks").bits(0)));
        this.rankWeights = new double[byRank.length];
        this.upTo = new double[byRank.length];
        for (int i = 0; i < byRank.length; i++) {
            rankWeights[i] = Math.pow(i + 1.0, -mix.exponent());
        }
        weigh(0);
    }

    private static int[] shuffled(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int place = random.nextInt(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }

    /** The model that a request asks for; the copy's own arrival counts. */
    public String modelOf(TraceCopy copy) {
        if (mix.sticky() && copy.request().prefixBlocks().size() > 1) {
            return stickyModel(copy.request().prefixBlocks().get(1));
        }
        advance(copy.request().atSeconds());
        long index = copy.index();
        if (crowdChoice.unit(index, copy.copy()) < crowdShare(copy.request().atSeconds())) {
            return mix.adapters().get(crowdAdapter);
        }
        if (baseChoice.unit(index, copy.copy()) < mix.baseModelShare()) {
            return mix.baseModel();
        }
        return mix.adapters().get(drawn(modelChoice.unit(index, copy.copy())));
    }

    private String stickyModel(long secondBlock) {
        if (conversationChoice.unit(secondBlock, 0) < mix.baseModelShare()) {
            return mix.baseModel();
        }
        return mix.adapters().get(drawn(conversationChoice.unit(secondBlock, 1)));
    }

    /** The adapter of a rank now, from 1. */
    public String atRank(int rank) {
        return mix.adapters().get(byRank[rank - 1]);
    }

    /** Moves on to a time. */
    public void advance(double seconds) {
        boolean changed = false;
        while (mix.drift().isPresent()
                && seconds >= (shiftsDone + 1) * mix.drift().get().everySeconds()) {
            settleCrowd((shiftsDone + 1) * mix.drift().get().everySeconds());
            shift(mix.drift().get());
            shiftsDone++;
            changed = true;
        }
        settleCrowd(seconds);
        if (mix.phases().isPresent()) {
            double stepSeconds = mix.phases().get().periodSeconds() / PHASE_STEPS;
            long step = (long) Math.floor(seconds / stepSeconds);
            changed |= step != phaseStep;
            phaseStep = step;
        }
        if (changed) {
            weigh(mix.phases().isEmpty() ? 0 : phaseStep * mix.phases().get().periodSeconds() / PHASE_STEPS);
        }
    }

    /** The crowd comes for whoever has the rank when it begins, whatever shifts then. */
    private void settleCrowd(double seconds) {
        if (crowdAdapter < 0
                && mix.flash().isPresent()
                && seconds >= mix.flash().get().atSeconds()) {
            int rank = mix.flash().get().rank();
            crowdAdapter = byRank[rank - 1];
            double above = rank == 1 ? 0 : upTo[rank - 2];
            crowdOwnShare = (1 - mix.baseModelShare()) * (upTo[rank - 1] - above) / upTo[upTo.length - 1];
        }
    }

    /** What the crowd adds to the adapter's own traffic so that both together are its share. */
    private double crowdShare(double seconds) {
        if (crowdAdapter < 0) {
            return 0;
        }
        FlashCrowd crowd = mix.flash().get();
        double wanted = crowd.share() * crowd.presence(seconds);
        return Math.max(0, (wanted - crowdOwnShare) / (1 - crowdOwnShare));
    }

    private void shift(Drift drift) {
        int size = byRank.length;
        if (size < 2) {
            return;
        }
        int warm = drift.coldRank() < size ? drift.coldRank() : size / 2;
        int riser = byRank[warm + shifts.nextInt(size - warm)];
        int swaps = (int) Math.max(1, Math.round(drift.swapShare() * size));
        int[] chosen = shuffled(size, shifts);
        for (int i = 0; i < swaps && drift.swapShare() > 0; i++) {
            int one = chosen[i];
            int other = (one + 1 + shifts.nextInt(size - 1)) % size;
            int moved = byRank[one];
            byRank[one] = byRank[other];
            byRank[other] = moved;
        }
        int place = 0;
        while (byRank[place] != riser) {
            place++;
        }
        System.arraycopy(byRank, 0, byRank, 1, place);
        byRank[0] = riser;
    }

    private void weigh(double seconds) {
        double sum = 0;
        for (int i = 0; i < byRank.length; i++) {
            double phase = mix.phases().isEmpty() ? 1 : mix.phases().get().weight(byRank[i], seconds);
            sum += rankWeights[i] * phase;
            upTo[i] = sum;
        }
    }

    private int drawn(double share) {
        double wanted = share * upTo[upTo.length - 1];
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (wanted < upTo[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return byRank[low];
    }
}
