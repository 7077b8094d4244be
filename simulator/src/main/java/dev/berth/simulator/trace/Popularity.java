package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How often each adapter is asked for: by a power law of its rank, {@code share(i) ~ i^-exponent}.
 *
 * @param byRank adapters, the most popular first
 * @param exponent 0 makes all equal
 */
public record Popularity(List<String> byRank, double exponent) {
    public Popularity {
        byRank = List.copyOf(byRank);
        if (byRank.isEmpty() || !(exponent >= 0)) {
            throw new IllegalArgumentException("popularity needs adapters and an exponent >= 0, not " + exponent);
        }
    }

    /** Share of the requests that ask for the adapter of this rank, from 1. */
    public double share(int rank) {
        double all = 0;
        for (int i = 1; i <= byRank.size(); i++) {
            all += Math.pow(i, -exponent);
        }
        return Math.pow(rank, -exponent) / all;
    }

    /** Draws adapters for numbers in [0, 1). */
    Sampler sampler() {
        double[] upTo = new double[byRank.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += Math.pow(i + 1.0, -exponent);
            upTo[i] = sum;
        }
        return new Sampler(byRank, upTo);
    }

    /**
     * The popularity after a shift of the hot set: a share of the adapters, at least one, swap places with a random other
     * one; then one of the colder half becomes the hottest and the others move down by one.
     */
    public Popularity drifted(double share, RandomGenerator random) {
        List<String> order = new ArrayList<>(byRank);
        int size = order.size();
        if (size < 2) {
            return this;
        }
        long swaps = Math.max(1, Math.round(share * size));
        for (int i = 0; i < swaps; i++) {
            int one = random.nextInt(size);
            int other = (one + 1 + random.nextInt(size - 1)) % size;
            String moved = order.get(one);
            order.set(one, order.get(other));
            order.set(other, moved);
        }
        List<String> cold = byRank.subList((size + 1) / 2, size);
        String riser = cold.get(random.nextInt(cold.size()));
        order.remove(riser);
        order.add(0, riser);
        return new Popularity(order, exponent);
    }

    /** Cumulative weights, searched by bisection. */
    static final class Sampler {
        private final List<String> names;
        private final double[] upTo;

        Sampler(List<String> names, double[] upTo) {
            this.names = names;
            this.upTo = upTo;
        }

        String at(double share) {
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
            return names.get(low);
        }
    }
}
