package dev.berth.optimizer.score;

import java.util.Arrays;

/** The score of a placement: one value for each level, 0 the best and negative the worse, compared from the highest. */
public final class Standing implements Comparable<Standing> {
    private final long[] byLevel;

    Standing(long[] violations) {
        byLevel = new long[ScoreLevel.values().length];
        for (PlacementRule rule : PlacementRule.values()) {
            byLevel[rule.level().index()] -= violations[rule.index()];
        }
    }

    public long at(ScoreLevel level) {
        return byLevel[level.index()];
    }

    public boolean feasible() {
        return at(ScoreLevel.RULES) == 0 && at(ScoreLevel.REPLICAS) == 0;
    }

    @Override
    public int compareTo(Standing other) {
        return Arrays.compare(byLevel, other.byLevel);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Standing s && Arrays.equals(byLevel, s.byLevel);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(byLevel);
    }

    @Override
    public String toString() {
        return Arrays.toString(byLevel);
    }
}
