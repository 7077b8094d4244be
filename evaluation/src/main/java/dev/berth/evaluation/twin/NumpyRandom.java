package dev.berth.evaluation.twin;

import org.apache.commons.math3.random.MersenneTwister;

/** The generator behind {@code numpy.random.seed}, bit for bit: benchmark clients in Python draw their arrivals from it. */
final class NumpyRandom {
    private final MersenneTwister bits;

    NumpyRandom(int seed) {
        bits = new MersenneTwister(seed);
    }

    /** {@code numpy.random.exponential(1 / rate)}. */
    double exponential(double rate) {
        int high = bits.nextInt() >>> 5;
        int low = bits.nextInt() >>> 6;
        double uniform = (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0; // 53 bits, as NumPy joins them
        return -Math.log(1 - uniform) / rate;
    }
}
