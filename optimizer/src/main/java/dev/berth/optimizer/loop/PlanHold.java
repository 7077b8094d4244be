package dev.berth.optimizer.loop;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.explain.PlanDifference;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.Publication;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The optimizer's hold on its two documents, the plan in force and the one that is proposed. Both count in one series that
 * goes on from an earlier optimizer's, so that a plan's number is its own. A proposal is void once a plan with its number or
 * a later one is in force.
 */
final class PlanHold {
    private static final Logger log = LoggerFactory.getLogger(PlanHold.class);

    private final Publication<PlacementPlan> plans;
    private final Publication<PlacementPlan> proposals;
    private PlacementPlan inForce;
    private PlacementPlan lastProposed;
    private boolean adopted;

    PlanHold(Blackboard blackboard, long epoch) {
        this.plans = new Publication<>(blackboard, Keys.PLAN, epoch);
        this.proposals = new Publication<>(blackboard, Keys.PROPOSED, epoch);
    }

    /** Null before the first. */
    PlacementPlan inForce() {
        return inForce;
    }

    Optional<PlacementPlan> proposed() {
        return Optional.ofNullable(lastProposed).filter(plan -> number(plan) > number(inForce));
    }

    /** Takes over from an earlier optimizer once, and from then on fills the store again if it has lost the documents. */
    void keep(BoardReading board) {
        adopt(board);
        if (inForce != null) {
            inForce = kept(plans, inForce, board.stored(Keys.PLAN));
        }
        if (proposed().isPresent()) {
            lastProposed = kept(proposals, lastProposed, board.stored(Keys.PROPOSED));
        }
    }

    /** An earlier optimizer's document that was lost becomes this one's, under its number. */
    private static PlacementPlan kept(Publication<PlacementPlan> publication, PlacementPlan plan, boolean stored) {
        if (publication.current() != null) {
            publication.refill();
            return plan;
        }
        return stored ? plan : publication.publish(number(plan), plan::withVersion);
    }

    private void adopt(BoardReading board) {
        if (adopted) {
            return;
        }
        board.plan().ifPresent(plan -> {
            inForce = plan;
            log.info("plan adopted plan={}", plan.version());
        });
        lastProposed = board.proposed().orElse(null);
        adopted = true;
    }

    boolean stored() {
        return stored(plans) && stored(proposals);
    }

    private static boolean stored(Publication<PlacementPlan> publication) {
        return publication.current() == null || publication.refill();
    }

    PlacementPlan publish(PlacementPlan draft) {
        inForce = plans.publish(next(), draft::withVersion);
        return inForce;
    }

    /** A proposal takes effect under its own number. */
    PlacementPlan approve(PlacementPlan proposal) {
        inForce = plans.publish(number(proposal), proposal::withVersion);
        return inForce;
    }

    /** A draft that is nearly what is proposed already leaves the proposal as it is: people are reading it. */
    void propose(PlacementPlan draft, double leastReweight) {
        boolean same = proposed()
                .map(plan -> PlanDifference.between(plan, draft).within(leastReweight))
                .orElse(false);
        if (same) {
            return;
        }
        lastProposed = proposals.publish(next(), draft::withVersion);
        log.info("plan proposed, it waits for an approval plan={}", lastProposed.version());
    }

    private long next() {
        return Math.max(number(inForce), number(lastProposed)) + 1;
    }

    private static long number(PlacementPlan plan) {
        return plan == null ? 0 : plan.version().counter();
    }
}
