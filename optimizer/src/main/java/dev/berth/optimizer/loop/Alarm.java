package dev.berth.optimizer.loop;

import dev.berth.optimizer.plan.PlanMaker.Trigger;
import dev.berth.optimizer.plan.ScaleTerms;
import dev.berth.optimizer.problem.Units;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * When to plan, and why. Pure: told what is seen and what time it is.
 *
 * <pre>
 *            change seen                    debounce over: due
 *   QUIET ------------------> ARMED(since) --------------------> (planning) --planned()--> QUIET
 *     |                                                              ^
 *     +---- period over: due -----------------------------------------+
 * </pre>
 *
 * A change is a difference from what was seen when a decision was last made, not from the last look: so slow drift adds up,
 * and a decision, whatever it was, silences what led to it. Before the first decision everything is a change. Demand alone
 * also waits for its pause, unless it is a crowd's: three times what was planned for, and material. That can't come often: each
 * decision takes the crowd as it is then for what was planned.
 */
final class Alarm {
    /** Growth that is no chance: a crowd is heard of while it is small, since it will not stay so. */
    private static final int SURGE = 3;

    /** Of all models together: little by little it might be chance in each of them, but not in the sum. */
    private static final double GROWTH = 1.1;

    private final OptimizerConfig config;
    private Sighting basis;
    private long plannedAtMillis;
    private long armedAtMillis = -1;
    private boolean rung;

    Alarm(OptimizerConfig config) {
        this.config = config;
    }

    /** The trigger, if it is time to plan now. */
    Optional<Trigger> look(Sighting seen, long nowMillis) {
        Optional<Trigger> change = change(seen, nowMillis);
        if (change.isEmpty()) {
            disarm();
            boolean over = nowMillis - plannedAtMillis >= config.everySeconds() * 1000;
            return over
                    ? Optional.of(new Trigger("a period of %.0f s is over".formatted(config.everySeconds()), false))
                    : Optional.empty();
        }
        if (armedAtMillis < 0) {
            armedAtMillis = nowMillis;
        }
        rung = nowMillis - armedAtMillis >= config.debounceMillis();
        return rung ? change : Optional.empty();
    }

    /**
     * Until when nothing is due unless something new is seen: the end of a debounce, 0 if it has passed while nobody looked.
     * Milliseconds from now; -1 if none.
     */
    long dueInMillis(long nowMillis) {
        if (armedAtMillis < 0 || rung) {
            return -1;
        }
        return Math.max(0, armedAtMillis + config.debounceMillis() - nowMillis);
    }

    /** Whether it was a change that made the last look due, and not the time that has passed. */
    boolean event() {
        return rung;
    }

    /** A decision was made on what was seen. */
    void planned(Sighting seen, long nowMillis) {
        basis = seen;
        plannedAtMillis = nowMillis;
        disarm();
    }

    /** What had been due is not decided after all. */
    void abandoned() {
        disarm();
    }

    private void disarm() {
        armedAtMillis = -1;
        rung = false;
    }

    private Optional<Trigger> change(Sighting seen, long nowMillis) {
        if (basis == null) {
            return Optional.of(new Trigger("first look at the fleet", false));
        }
        String pods = seen.podsSince(basis);
        if (!pods.isEmpty() || seen.fleetGeneration() != basis.fleetGeneration()) {
            return Optional.of(new Trigger(pods.isEmpty() ? "the fleet's structure changed" : pods, true));
        }
        if (!seen.catalog().equals(basis.catalog())) {
            return Optional.of(new Trigger("the catalog changed", false));
        }
        List<String> failed =
                seen.failed().stream().filter(p -> !basis.failed().contains(p)).toList();
        if (!failed.isEmpty()) {
            return Optional.of(new Trigger("failed: " + String.join(", ", failed), false));
        }
        boolean paused = nowMillis - plannedAtMillis < config.demandPauseSeconds() * 1000;
        return demand(seen, paused);
    }

    private Optional<Trigger> demand(Sighting seen, boolean paused) {
        Map<String, Long> loads = seen.loads();
        List<String> moved = loads.keySet().stream()
                .filter(model -> wakes(planned(model), loads.get(model), paused))
                .sorted(Comparator.comparingLong((String m) -> -Math.abs(loads.get(m) - planned(m)))
                        .thenComparing(m -> m))
                .toList();
        if (moved.isEmpty()) {
            return paused ? Optional.empty() : growth(seen);
        }
        String most = moved.get(0);
        String words = "demand of %s moved %.2f → %.2f pods%s"
                .formatted(
                        most,
                        Units.pods(planned(most)),
                        Units.pods(loads.get(most)),
                        moved.size() == 1 ? "" : ", and of " + (moved.size() - 1) + " more");
        return Optional.of(new Trigger(words, false, true));
    }

    /** Pods take long to start: what all models have grown by together does not wait for the period where more may come. */
    private Optional<Trigger> growth(Sighting seen) {
        long planned = sum(basis.loads());
        long now = sum(seen.loads());
        boolean scales = seen.mayGrow() && !config.scale().mode().equals(ScaleTerms.OFF);
        boolean material = Units.pods(now - planned) >= config.materialLoad();
        if (!scales || !material || now < GROWTH * planned) {
            return Optional.empty();
        }
        String words = "demand of all models grew %.2f → %.2f pods".formatted(Units.pods(planned), Units.pods(now));
        return Optional.of(new Trigger(words, false, true));
    }

    private static long sum(Map<String, Long> loads) {
        return loads.values().stream().mapToLong(Long::longValue).sum();
    }

    private long planned(String model) {
        return Objects.requireNonNullElse(basis.loads().get(model), 0L);
    }

    private boolean wakes(long planned, long now, boolean paused) {
        double moved = Math.abs(Units.pods(now - planned));
        boolean surges = now >= SURGE * planned && moved >= config.surgeLoad();
        boolean material = moved >= Math.max(config.materialLoad(), config.materialShare() * Units.pods(planned));
        return paused ? surges && material : surges || material;
    }
}
