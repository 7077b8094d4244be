package dev.berth.evaluation.compare;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The largest step of a ladder that holds, in few probes.
 *
 * <p>From a first step it goes up, or down, by strides that double, until it has a step that holds and one that fails; then
 * it halves what is between, until they are neighbours. Nothing is taken for granted about the steps between probes: what
 * is found holds, its neighbour fails, and no probe below failed. One more probe lies a little above the failed neighbour;
 * if that one holds, or any other did, the result says so ({@link Found#monotone()}).
 */
final class Search {
    /** Of the probe that looks whether a failure was an accident. */
    private static final int BEYOND = 4;

    private final IntPredicate holds;
    private final int lowest;
    private final int highest;
    private final TreeMap<Integer, Boolean> probes = new TreeMap<>();

    private Search(IntPredicate holds, int lowest, int highest) {
        this.holds = holds;
        this.lowest = lowest;
        this.highest = highest;
    }

    /**
     * @param holds some step holds; otherwise {@code at} is meaningless
     * @param at the step found
     * @param bounded the highest step holds, so more might
     * @param highestHeld the highest probe that held
     * @param probes all steps that were tried
     */
    record Found(boolean holds, int at, boolean bounded, int highestHeld, Map<Integer, Boolean> probes) {
        /** Whether no probe above the found step held. */
        boolean monotone() {
            return !holds || highestHeld <= at;
        }
    }

    /**
     * @param start first probe, between {@code lowest} and {@code highest}
     * @param stride of the second one from the first
     */
    static Found largest(IntPredicate holds, int start, int stride, int lowest, int highest) {
        return new Search(holds, lowest, highest).run(start, stride);
    }

    private Found run(int start, int stride) {
        int at = start;
        int step = stride;
        if (probe(start)) {
            while (at < highest && probe(Math.min(highest, at + step))) {
                at = Math.min(highest, at + step);
                step *= 2;
            }
        } else {
            while (at > lowest && !probe(Math.max(lowest, at - step))) {
                at = Math.max(lowest, at - step);
                step *= 2;
            }
        }
        while (firstFailed() - lastHeldBelow(firstFailed()) > 1 && lastHeldBelow(firstFailed()) >= lowest) {
            probe(Math.floorDiv(firstFailed() + lastHeldBelow(firstFailed()), 2));
        }
        int beyond = firstFailed() + BEYOND;
        if (beyond <= highest && lastHeldBelow(firstFailed()) >= lowest) {
            probe(beyond);
        }
        int found = lastHeldBelow(firstFailed());
        boolean any = found >= lowest;
        return new Found(any, found, any && firstFailed() > highest, highestHeld(), new TreeMap<>(probes));
    }

    private boolean probe(int at) {
        return probes.computeIfAbsent(at, holds::test);
    }

    /** {@code highest + 1} if none failed. */
    private int firstFailed() {
        return probes.entrySet().stream()
                .filter(probe -> !probe.getValue())
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(highest + 1);
    }

    /** {@code lowest - 1} if none held there. */
    private int lastHeldBelow(int failed) {
        return probes.headMap(failed).entrySet().stream()
                .filter(Map.Entry::getValue)
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(lowest - 1);
    }

    private int highestHeld() {
        return probes.entrySet().stream()
                .filter(Map.Entry::getValue)
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(lowest - 1);
    }
}
