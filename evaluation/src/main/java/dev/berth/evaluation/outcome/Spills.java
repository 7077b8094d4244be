package dev.berth.evaluation.outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How soon after a shift standbys took over what the planned pods could not take. Only the minute after each shift is looked
 * at, so memory grows with shifts and not with time.
 */
public final class Spills {
    private static final double WATCHED_SECONDS = 60;

    private final List<Double> shifts = new ArrayList<>();
    private final List<Event> held = new ArrayList<>();
    private final List<Event> spilled = new ArrayList<>();

    private record Event(String model, double atSeconds) {}

    public void watch(double shiftAtSeconds) {
        shifts.add(shiftAtSeconds);
    }

    /** A request was held up: its pod was gone, no pod could take it, or its first token became late. */
    public void held(String model, double atSeconds) {
        if (watched(atSeconds)) {
            held.add(new Event(model, atSeconds));
        }
    }

    /** A pod without planned traffic of the model gave the first token of a request. */
    public void servedByStandby(String model, double atSeconds) {
        if (watched(atSeconds)) {
            spilled.add(new Event(model, atSeconds));
        }
    }

    private boolean watched(double atSeconds) {
        return shifts.stream().anyMatch(at -> within(at, atSeconds));
    }

    private static boolean within(double shift, double atSeconds) {
        return atSeconds >= shift && atSeconds < shift + WATCHED_SECONDS;
    }

    /**
     * Of the model with most requests held up in the minute after: from the first of them to the next first token that a
     * standby of it gave. 0 if no request was held up, -1 if no standby gave one within the minute.
     */
    double after(double shift) {
        Map<String, List<Event>> heldByModel = held.stream()
                .filter(event -> within(shift, event.atSeconds()))
                .collect(Collectors.groupingBy(Event::model));
        return heldByModel.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, List<Event>> e) ->
                                e.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(most -> spill(most.getKey(), first(most.getValue()), shift))
                .orElse(0.0);
    }

    private double spill(String model, double from, double shift) {
        return spilled.stream()
                .filter(event -> event.model().equals(model))
                .filter(event -> event.atSeconds() >= from && within(shift, event.atSeconds()))
                .mapToDouble(event -> event.atSeconds() - from)
                .min()
                .orElse(-1);
    }

    private static double first(List<Event> events) {
        return events.stream().mapToDouble(Event::atSeconds).min().orElseThrow();
    }
}
