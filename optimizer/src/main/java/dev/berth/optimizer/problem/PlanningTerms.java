package dev.berth.optimizer.problem;

import dev.berth.domain.config.Doc;
import java.util.function.Consumer;

/**
 * Every number that the planner's judgement hangs on. Loads are in pods: 1.0 is what one pod serves within the objective.
 */
public record PlanningTerms(
        @Doc("size of a demand quantum, pods of load; replicas and weights are multiples of it") double quantum,
        @Doc("load of a pod above which its objective is at risk, 1.0 = its profiled capacity") double targetLoad,
        @Doc("load of a pod that is never planned beyond; demand above it is unserved") double maxLoad,
        @Doc("a pod may exceed the mean load by this factor before balance counts") double balanceBand,
        @Doc("time in which the overload that a load removes must repay the engine time that it costs, seconds")
                double repaySeconds,
        @Doc("slot rule: 'expected' counts the adapters expected to be active at once, 'strict' every hot adapter")
                String slots,
        @Doc(
                        "where the adapters active at once exceed a fleet's slots, a pod is planned for this many times its share of them")
                double slotBand,
        @Doc("load assumed of an adapter without demand, pods") double idleLoad,
        @Doc("prompt length assumed before any is known, tokens") int priorPromptTokens,
        @Doc("output length assumed before any is known, tokens") int priorOutputTokens,
        @Doc("requests of the fleet's mean length that an adapter's own lengths are blended with") int priorRequests,
        @Doc("share of what forecasts say may come beyond their means, pooled over the models that share pods, 0 to 1")
                double upperShare,
        SpareTerms spare) {

    public static final PlanningTerms DEFAULTS =
            new PlanningTerms(0.05, 0.8, 1.0, 1.10, 60, "expected", 1.25, 0.002, 1024, 256, 20, 0, SpareTerms.DEFAULTS);

    public PlanningTerms {
        if (!(quantum > 0 && quantum <= 1) || !(targetLoad > 0 && targetLoad <= maxLoad) || !(balanceBand >= 1)) {
            throw new IllegalArgumentException("planning: quantum lies in (0, 1], targetLoad in (0, maxLoad], "
                    + "balanceBand is >= 1; found " + quantum + ", " + targetLoad + ", " + balanceBand);
        }
        if (!(repaySeconds > 0) || !(idleLoad >= 0) || priorPromptTokens < 1 || priorOutputTokens < 1) {
            throw new IllegalArgumentException("planning: repaySeconds and prior lengths are > 0, idleLoad is >= 0");
        }
        if (!(slotBand >= 1)) {
            throw new IllegalArgumentException("planning: slotBand is >= 1, not " + slotBand);
        }
        if (!slots.equals("expected") && !slots.equals("strict")) {
            throw new IllegalArgumentException("planning: slots is 'expected' or 'strict', not '" + slots + "'");
        }
        if (!(upperShare >= 0 && upperShare <= 1)) {
            throw new IllegalArgumentException("planning: upperShare lies in [0, 1], not " + upperShare);
        }
        if (priorRequests < 0) {
            throw new IllegalArgumentException("planning: priorRequests is >= 0");
        }
    }

    /** Whether every hot adapter takes a whole slot, however seldom it is asked for. */
    public boolean strictSlots() {
        return slots.equals("strict");
    }

    /** The same but for what the change says. */
    public PlanningTerms with(Consumer<Change> what) {
        Change change = new Change(this);
        what.accept(change);
        return new PlanningTerms(
                quantum,
                targetLoad,
                maxLoad,
                balanceBand,
                repaySeconds,
                change.slots,
                slotBand,
                idleLoad,
                priorPromptTokens,
                priorOutputTokens,
                priorRequests,
                change.upperShare,
                change.spare);
    }

    /** What is often told otherwise. */
    public static final class Change {
        private String slots;
        private double upperShare;
        private SpareTerms spare;

        private Change(PlanningTerms terms) {
            slots = terms.slots;
            upperShare = terms.upperShare;
            spare = terms.spare;
        }

        public Change slots(String rule) {
            slots = rule;
            return this;
        }

        public Change upperShare(double share) {
            upperShare = share;
            return this;
        }

        public Change spareCopies(int most) {
            spare = spare.withCopies(most);
            return this;
        }
    }
}
