package dev.berth.optimizer.app;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.Subscription;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits a little for an order to be carried out, so that the one who gave it sees the plan that came of it. */
final class PlanEffect {
    static final int WAIT_SECONDS = 5;

    private static final long POLL_MILLIS = 250;

    private PlanEffect() {}

    /** The plan in force once it is so; empty if it is not in time. */
    static Optional<PlacementPlan> await(Blackboard blackboard, Predicate<PlacementPlan> effect)
            throws InterruptedException {
        Semaphore hinted = new Semaphore(0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try (Subscription hints = blackboard.onChange(key -> hinted.release())) {
            while (System.nanoTime() < end) {
                Optional<PlacementPlan> plan = blackboard.read(Keys.PLAN).filter(effect);
                if (plan.isPresent()) {
                    return plan;
                }
                hinted.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                hinted.drainPermits();
            }
        }
        return Optional.empty();
    }
}
