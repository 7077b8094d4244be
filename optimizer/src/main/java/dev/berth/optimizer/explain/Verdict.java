package dev.berth.optimizer.explain;

import dev.berth.optimizer.score.PlacementRule;

/**
 * What would come of a change of the placement, by the highest level of the score that it touches.
 *
 * @param outcome against the placement as it is
 * @param level as plans name it; empty if nothing differs
 * @param constraint the rule that decides; empty if nothing differs
 * @param by how much worse that level becomes, in the score's unit; below 0 if better
 * @param sentence with the numbers
 */
public record Verdict(Outcome outcome, String level, String constraint, long by, String sentence) {
    /** How it compares. */
    public enum Outcome {
        WORSE,
        SAME,
        BETTER
    }

    static Verdict of(PlacementRule rule, long by, String sentence) {
        Outcome outcome = by > 0 ? Outcome.WORSE : Outcome.BETTER;
        return new Verdict(outcome, rule.level().words(), rule.words(), by, sentence);
    }

    static Verdict same() {
        return new Verdict(Outcome.SAME, "", "", 0, "would be as good; what is there stays");
    }
}
