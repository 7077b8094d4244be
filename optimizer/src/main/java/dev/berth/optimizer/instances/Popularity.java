package dev.berth.optimizer.instances;

import java.util.SplittableRandom;

/** Who is asked for how much: Zipf weights dealt to the adapters, and dealt anew in part when demand drifts. */
final class Popularity {
    private final double[] weight;
    private final int[] adapterOfRank;

    Popularity(int adapters, double zipf, SplittableRandom random) {
        weight = new double[adapters];
        adapterOfRank = new int[adapters];
        double sum = 0;
        for (int i = 0; i < adapters; i++) {
            weight[i] = Math.pow(i + 1, -zipf);
            sum += weight[i];
            int other = random.nextInt(i + 1);
            adapterOfRank[i] = adapterOfRank[other];
            adapterOfRank[other] = i;
        }
        for (int i = 0; i < adapters; i++) {
            weight[i] /= sum;
        }
    }

    /** The share of each adapter. */
    double[] shares() {
        double[] shares = new double[weight.length];
        for (int i = 0; i < weight.length; i++) {
            shares[adapterOfRank[i]] = weight[i];
        }
        return shares;
    }

    /** Each rank, with this probability, changes places with another. */
    void drift(double probability, SplittableRandom random) {
        for (int i = 0; i < adapterOfRank.length; i++) {
            if (random.nextDouble() < probability) {
                exchange(i, random.nextInt(adapterOfRank.length));
            }
        }
    }

    /** A rank of the last tenth becomes the first, and the first takes its place. */
    void flash(SplittableRandom random) {
        int tenth = Math.max(1, adapterOfRank.length / 10);
        exchange(0, adapterOfRank.length - 1 - random.nextInt(tenth));
    }

    private void exchange(int rank, int other) {
        int adapter = adapterOfRank[rank];
        adapterOfRank[rank] = adapterOfRank[other];
        adapterOfRank[other] = adapter;
    }
}
