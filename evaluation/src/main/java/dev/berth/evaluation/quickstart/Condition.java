package dev.berth.evaluation.quickstart;

import java.util.List;
import java.util.Locale;

/**
 * One of the things that must be so for exit code 0. Who wins is none of them.
 *
 * @param what in words, with the number that decided it
 */
record Condition(String what, boolean met) {

    static List<Condition> of(ArmRun.Outcome even, ArmRun.Outcome berth) {
        LoopEvidence evidence = berth.evidence();
        LoopEvidence.Stage stage = evidence.furthest();
        return List.of(
                new Condition(
                        evidence.plansSeen() + " plans were made from this arm's live demand",
                        stage.compareTo(LoopEvidence.Stage.PLANNED) >= 0),
                new Condition(
                        "the plan " + evidence.furthestPlan()
                                + " was observed as loaded, for all its traffic, in fleet and ledger",
                        stage.compareTo(LoopEvidence.Stage.OBSERVED) >= 0),
                new Condition("the routing table carried it", stage.compareTo(LoopEvidence.Stage.PUBLISHED) >= 0),
                new Condition("the router picked from that table", stage == LoopEvidence.Stage.APPLIED),
                new Condition(berth.served() + " requests went where an applied plan wanted them", berth.served() > 0),
                ended("even dispatch", even),
                ended("Berth", berth),
                new Condition(
                        String.format(
                                Locale.ROOT,
                                "%d parts ended unasked in the two arms",
                                even.crashes() + berth.crashes()),
                        even.crashes() + berth.crashes() == 0));
    }

    private static Condition ended(String arm, ArmRun.Outcome outcome) {
        return new Condition(
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d requests ended",
                        arm,
                        outcome.result().results().size(),
                        outcome.plan().requests().size()),
                outcome.everyRequestEnded());
    }
}
