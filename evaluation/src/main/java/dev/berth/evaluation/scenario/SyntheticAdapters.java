package dev.berth.evaluation.scenario;

import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.evaluation.scenario.ScenarioText.ClassText;
import dev.berth.simulator.trace.Chance;
import java.util.List;

/**
 * Adapters that nobody trained. Rank, SLO class and tenant hang on a hash of the name, so an adapter is the same in every
 * scenario and seed, and none of them depends on its popularity: ranks P(8, 16, 32, 64) = (.35, .35, .2, .1), classes by their
 * shares, tenants alike.
 */
record SyntheticAdapters(String baseModel, List<ClassText> classes, int tenants) {
    private static final int[] RANKS = {8, 16, 32, 64};
    private static final double[] RANKS_UP_TO = {0.35, 0.70, 0.90, 1};

    /** Of an adapter on all linear layers of an 8B model in 16 bits, for each rank. */
    private static final long BYTES_PER_RANK = 5_242_880;

    private static final Chance HASH = new Chance(0);

    AdapterSpec adapter(String name) {
        int rank = rank(name);
        return new AdapterSpec(
                name,
                baseModel,
                "/adapters/" + name + "-r" + rank,
                "",
                name,
                rank,
                rank * BYTES_PER_RANK,
                sloClass(name),
                1,
                0,
                0,
                "tenant-" + (1 + (int) (hash("tenant", name) * tenants)));
    }

    private static double hash(String choice, String name) {
        return HASH.of(choice).of(name).unit(0);
    }

    private static int rank(String name) {
        double drawn = hash("rank", name);
        int i = 0;
        while (drawn >= RANKS_UP_TO[i]) {
            i++;
        }
        return RANKS[i];
    }

    private String sloClass(String name) {
        double all = classes.stream().mapToDouble(ClassText::share).sum();
        double drawn = hash("SLO class", name) * all;
        double upTo = 0;
        for (ClassText each : classes) {
            upTo += each.share();
            if (drawn < upTo) {
                return each.name();
            }
        }
        return classes.get(classes.size() - 1).name();
    }
}
