package dev.berth.optimizer.control;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last plans, and the one that is proposed, as people speak of them: by number.
 *
 * @param plans newest first, the one in force at its head
 * @param proposed the one that waits for an approval, if there is one
 */
public record PlanShelf(List<PlacementPlan> plans, Optional<PlacementPlan> proposed) {
    private static final int MOST_LISTED = 10;

    public PlanShelf {
        plans = List.copyOf(plans);
    }

    /**
     * @param inForce null if there is none
     * @param history newest first, perhaps with the one in force, perhaps with one twice
     * @param lastProposed null if there never was one
     */
    public static PlanShelf of(PlacementPlan inForce, List<PlacementPlan> history, PlacementPlan lastProposed) {
        Map<Version, PlacementPlan> byVersion = new LinkedHashMap<>();
        if (inForce != null) {
            byVersion.put(inForce.version(), inForce);
        }
        history.forEach(plan -> byVersion.putIfAbsent(plan.version(), plan));
        long newest = inForce == null ? 0 : number(inForce);
        return new PlanShelf(
                new ArrayList<>(byVersion.values()),
                Optional.ofNullable(lastProposed).filter(plan -> number(plan) > newest));
    }

    public static long number(PlacementPlan plan) {
        return plan.version().counter();
    }

    public Optional<PlacementPlan> inForce() {
        return plans.stream().findFirst();
    }

    /**
     * @throws RefusedException if there is none
     */
    public PlacementPlan newest() {
        return inForce().orElseThrow(() -> new RefusedException("no plan has been published yet"));
    }

    /**
     * Published or proposed.
     *
     * @param name a number, or a whole version
     */
    public PlacementPlan find(String name) {
        List<PlacementPlan> all = new ArrayList<>(plans);
        proposed.ifPresent(plan -> all.add(0, plan));
        return find(name, all);
    }

    /** One that was in force once, or is. */
    public PlacementPlan findPublished(String name) {
        return find(name, plans);
    }

    private static PlacementPlan find(String name, List<PlacementPlan> among) {
        if (!name.matches("[0-9]{1,18}(:[0-9]{1,18})?")) {
            throw new RefusedException(
                    "a plan is a number, as './berth plan list' shows it, or EPOCH:COUNTER in full; not '" + name
                            + "'");
        }
        List<PlacementPlan> found = among.stream()
                .filter(plan -> name.contains(":")
                        ? plan.version().toString().equals(name)
                        : number(plan) == Long.parseLong(name))
                .toList();
        if (found.isEmpty()) {
            throw new RefusedException("there is no plan " + name + among(among));
        }
        if (found.size() > 1) {
            throw new RefusedException("there are several plans " + name + "; say which in full: "
                    + String.join(
                            ", ",
                            found.stream().map(p -> p.version().toString()).toList()));
        }
        return found.get(0);
    }

    private static String among(List<PlacementPlan> plans) {
        if (plans.isEmpty()) {
            return "; none has been published yet";
        }
        List<String> numbers = plans.stream()
                .map(PlanShelf::number)
                .sorted()
                .map(n -> Long.toString(n))
                .toList();
        if (numbers.size() == 1) {
            return "; there is plan " + numbers.get(0);
        }
        return numbers.size() <= MOST_LISTED
                ? "; there are plans " + String.join(", ", numbers)
                : "; the last are plans " + numbers.get(0) + " to " + numbers.get(numbers.size() - 1);
    }

    /**
     * @throws RefusedException if another one waits, or none
     */
    public PlacementPlan findProposed(String name) {
        PlacementPlan waiting = proposed.orElseThrow(() -> new RefusedException(
                "no plan waits for an approval; plans do only with './berth optimize --approval'"));
        boolean meant = name.equals(Long.toString(number(waiting)))
                || name.equals(waiting.version().toString());
        if (!meant) {
            throw new RefusedException("plan " + name + " does not wait for an approval; plan " + number(waiting)
                    + " does, './berth plan show " + number(waiting) + "' tells what it would change");
        }
        return waiting;
    }
}
