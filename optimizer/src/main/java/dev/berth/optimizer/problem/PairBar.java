package dev.berth.optimizer.problem;

/** Why a model may not be on a pod. */
public enum PairBar {
    /** It may. */
    NONE("may be placed"),
    BASE_MODEL("another base model"),
    RANK("rank above the pod's max_lora_rank"),
    PROFILE("the profile meets the objective for no length"),
    EXCLUDED("loading it there failed");

    private final String words;

    PairBar(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
