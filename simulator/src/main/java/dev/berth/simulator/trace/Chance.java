package dev.berth.simulator.trace;

/**
 * Random numbers that hang on what they are drawn for, not on how many were drawn before: the number for (choice, request,
 * copy) is the same whatever else is drawn. So algorithms that are compared see the same traffic, and traffic at a higher
 * rate is that at a lower one with requests added.
 *
 * <p>Each is a hash (the finaliser of SplitMix64, applied to each part in turn), good enough that the parts can be counters.
 */
public record Chance(long seed) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    /** Another family of numbers, independent of this one. */
    public Chance of(String choice) {
        long hash = mix(seed + GOLDEN);
        for (int i = 0; i < choice.length(); i++) {
            hash = mix(hash + choice.charAt(i) + 1);
        }
        return new Chance(hash);
    }

    /** 64 random bits for an index. */
    public long bits(long index) {
        return mix(mix(index * GOLDEN + seed) + GOLDEN);
    }

    /** A number in [0, 1) for an index. */
    public double unit(long index) {
        return (bits(index) >>> 11) * UNIT;
    }

    /** A number in [0, 1) for an index and a part of it. */
    public double unit(long index, long part) {
        return (mix(bits(index) + part * GOLDEN + 1) >>> 11) * UNIT;
    }

    /** A bijection in which every bit of the input changes half of the output's. */
    public static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
