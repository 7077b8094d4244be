package dev.berth.evaluation.quickstart;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Adapters that nobody trained: ranks P(8, 16, 32, 64) = (.35, .35, .2, .1); classes 50 % interactive, 35 % standard, 15 %
 * batch, both in exact shares and shuffled by the seed, so that neither depends on popularity.
 */
final class SyntheticCatalog {
    private static final List<Integer> RANKS = List.of(8, 16, 32, 64);
    private static final List<Double> RANK_SHARES = List.of(0.35, 0.35, 0.2, 0.1);
    private static final List<Double> CLASS_SHARES = List.of(0.5, 0.35, 0.15);

    /** Of an adapter on all linear layers of an 8B model in 16 bits, for each rank. */
    private static final long BYTES_PER_RANK = 5_242_880;

    /** A token every so many idle steps is the least that a target may ask for. */
    private static final double IDLE_STEPS_PER_TOKEN = 2.2;

    private SyntheticCatalog() {}

    /**
     * Targets that an idle engine of this kind meets: 1 s and 80 ms, 2 s and 120 ms, 45 s in all; an engine too slow for
     * them gets the TPOT that it can keep.
     */
    static List<SloClass> classes(EngineSpec engine) {
        double least = Math.ceil(IDLE_STEPS_PER_TOKEN * engine.stepTime().millis(1, 0, 1_000, 1)) / 1000;
        return List.of(
                new SloClass("interactive", new SloTarget(1, Math.max(0.080, least), 0), 4),
                new SloClass("standard", new SloTarget(2, Math.max(0.120, least), 0), 2),
                new SloClass("batch", new SloTarget(0, 0, 45), 1));
    }

    static List<AdapterSpec> adapters(int count, List<SloClass> classes, String baseModel, long seed) {
        Random random = new Random(seed);
        List<Integer> ranks = shares(RANKS, RANK_SHARES, count);
        List<SloClass> held = shares(classes, CLASS_SHARES, count);
        Collections.shuffle(ranks, random);
        Collections.shuffle(held, random);
        int digits = String.valueOf(count).length();
        List<AdapterSpec> adapters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = String.format("adapter-%0" + digits + "d", i + 1);
            adapters.add(new AdapterSpec(
                    name,
                    baseModel,
                    "/adapters/" + name + "-r" + ranks.get(i), // The pod takes the rank from it.
                    "",
                    name,
                    ranks.get(i),
                    ranks.get(i) * BYTES_PER_RANK,
                    held.get(i).name(),
                    1,
                    0,
                    0,
                    ""));
        }
        return adapters;
    }

    /** Each value as often as its share says, rounded so that the count is met. */
    private static <T> List<T> shares(List<T> values, List<Double> shares, int count) {
        List<T> all = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            sum += shares.get(i);
            while (all.size() < Math.round(sum * count)) {
                all.add(values.get(i));
            }
        }
        return all;
    }
}
