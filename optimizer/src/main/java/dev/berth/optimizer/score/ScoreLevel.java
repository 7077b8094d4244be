package dev.berth.optimizer.score;

/** The levels of the score: whatever a lower one gains, it never pays for a loss in a higher one. Highest first. */
public enum ScoreLevel {
    /** What an engine, the operator or the profile forbids. */
    RULES("hard", true),
    /** The least number of replicas; below the rules, so that a fleet that is too small keeps the most urgent ones. */
    REPLICAS("hard", true),
    UNSERVED("unserved", false),
    OVERLOAD("overload", false),
    COST("cost", false),
    CHURN("churn", false),
    BALANCE("balance", false),
    RANK_WASTE("rank waste", false),
    SPREAD("spread", false);

    /** How many levels must be zero for a placement to be allowed. */
    public static final int HARD_LEVELS = 2;

    public static final int SOFT_LEVELS = values().length - HARD_LEVELS;

    private final String words;
    private final boolean hard;

    ScoreLevel(String words, boolean hard) {
        this.words = words;
        this.hard = hard;
    }

    /** Its place in the score, the highest level 0. */
    @SuppressWarnings("EnumOrdinal") // the order is what the score means, and it indexes flat arrays in the inner loop
    public int index() {
        return ordinal();
    }

    /** As plans name it. */
    public String words() {
        return words;
    }

    public boolean hard() {
        return hard;
    }
}
