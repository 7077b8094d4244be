package dev.berth.optimizer.score;

import dev.berth.optimizer.problem.PairBar;

/** Every rule of a placement, in the order of the score. The value of a rule is the size of its violation, 0 if kept. */
public enum PlacementRule {
    BASE_MODEL(ScoreLevel.RULES, "adapters are on pods of their base model"),
    RANK(ScoreLevel.RULES, "ranks are within the pod's max_lora_rank"),
    PROFILE(ScoreLevel.RULES, "the pod's profile can meet the objective"),
    EXCLUDED(ScoreLevel.RULES, "pairs that failed are left out until they may be retried"),
    SLOTS(ScoreLevel.RULES, "active adapters fit into the pod's GPU slots"),
    HOST_MEMORY(ScoreLevel.RULES, "adapters fit into the pod's host memory"),
    CAPACITY(ScoreLevel.RULES, "no pod is planned beyond its capacity"),
    MAX_REPLICAS(ScoreLevel.RULES, "adapters have at most their maximum of replicas"),
    PINNED(ScoreLevel.RULES, "pinned pairs hold"),
    KEPT(ScoreLevel.REPLICAS, "adapters with demand keep a copy"),
    MIN_REPLICAS(ScoreLevel.REPLICAS, "adapters have at least their minimum of replicas"),
    SERVED(ScoreLevel.UNSERVED, "demand is served, the most urgent first"),
    OVERLOAD(ScoreLevel.OVERLOAD, "pods stay within their target load"),
    REPAY(ScoreLevel.OVERLOAD, "loads repay the engine time that they cost"),
    COST(ScoreLevel.COST, "no more GPUs than needed"),
    LOADS(ScoreLevel.CHURN, "few and cheap loads"),
    UNLOADS(ScoreLevel.CHURN, "few unloads"),
    BALANCE(ScoreLevel.BALANCE, "pods stay within the balance band"),
    RANK_WASTE(ScoreLevel.RANK_WASTE, "low ranks stay off pods padded to high ones"),
    SPREAD(ScoreLevel.SPREAD, "replicas are in different zones");

    private final ScoreLevel level;
    private final String words;

    PlacementRule(ScoreLevel level, String words) {
        this.level = level;
        this.words = words;
    }

    public ScoreLevel level() {
        return level;
    }

    /** Its place among the rules. */
    @SuppressWarnings("EnumOrdinal") // the order is what the score means, and it indexes flat arrays in the inner loop
    public int index() {
        return ordinal();
    }

    /** The rule as a sentence; it is the constraint's name. */
    public String words() {
        return words;
    }

    /** The rule that a barred pair violates. */
    static PlacementRule of(PairBar bar) {
        return switch (bar) {
            case BASE_MODEL -> BASE_MODEL;
            case RANK -> RANK;
            case PROFILE -> PROFILE;
            case EXCLUDED -> EXCLUDED;
            case NONE -> throw new IllegalArgumentException("an allowed pair violates nothing");
        };
    }
}
