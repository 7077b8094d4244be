package dev.berth.optimizer.whatif;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.explain.PlanDifference;
import dev.berth.optimizer.explain.ReadinessText;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.ArrayList;
import java.util.List;

/**
 * The plan that would be made if things were otherwise, beside the one that would be made as they are. Both come from the
 * same search with the same seed; neither is published.
 *
 * @param suppositions in words, with the choices made
 * @param difference of the placements that would be in force
 * @param plan that would be made, or kept, under the suppositions
 */
public record WhatIf(
        List<String> suppositions, Expected asItIs, Expected supposed, PlanDifference difference, PlacementPlan plan) {

    public WhatIf {
        suppositions = List.copyOf(suppositions);
    }

    /**
     * @param in ready to plan on
     * @throws RefusedException if a supposition names what there is not, or leaves nothing to plan on
     */
    public static WhatIf ask(
            PlanInputs in,
            List<Supposition> suppositions,
            PlanMaker maker,
            PlanningTerms terms,
            long staleMillis,
            long seed) {
        List<String> words = new ArrayList<>();
        PlanInputs changed = in;
        for (Supposition supposition : suppositions) {
            Supposition.Supposed next = supposition.on(changed, terms, staleMillis);
            changed = next.inputs();
            words.add(next.words());
        }
        Decision asItIs = decide(in, "asked for once", maker, seed);
        Decision supposed = decide(changed, "what if " + String.join(" and ", words), maker, seed);
        return new WhatIf(
                words,
                Expected.of(in, asItIs),
                Expected.of(changed, supposed),
                PlanDifference.between(taken(in, asItIs), taken(changed, supposed)),
                taken(changed, supposed));
    }

    private static Decision decide(PlanInputs in, String trigger, PlanMaker maker, long seed) {
        Decision decision = maker.decide(in, new PlanMaker.Trigger(trigger, false), seed, in.nowMillis());
        if (decision instanceof Decision.NotReady notReady) {
            throw new RefusedException(
                    trigger + ": no plan can be made: " + ReadinessText.sentence(notReady.readiness(), in.nowMillis()));
        }
        return decision;
    }

    private static PlacementPlan taken(PlanInputs in, Decision decision) {
        return decision instanceof Decision.Publish publish
                ? publish.draft()
                : in.currentPlan().orElse(((Decision.Keep) decision).considered());
    }
}
