package dev.berth.optimizer.policy;

/**
 * How long a search may go on: in moves, not in time, so that equal inputs give equal plans on any machine.
 *
 * @param movesPerQuantum moves that are judged for each quantum of demand
 * @param mostMoves moves that are judged at most, however large the problem is
 */
public record SearchBudget(int movesPerQuantum, long mostMoves) {
    public static final SearchBudget DEFAULTS = new SearchBudget(500, Long.MAX_VALUE);

    /** What a first answer to an event may take, to be refined by the next search: well within a second. */
    public static final SearchBudget FIRST_ANSWER = new SearchBudget(500, 50_000);

    public SearchBudget {
        if (movesPerQuantum < 1 || mostMoves < 1) {
            throw new IllegalArgumentException("a search judges a move at least; found " + movesPerQuantum
                    + " for each quantum, " + mostMoves + " in all");
        }
    }

    public static SearchBudget ofMovesPerQuantum(int moves) {
        return new SearchBudget(moves, DEFAULTS.mostMoves());
    }
}
