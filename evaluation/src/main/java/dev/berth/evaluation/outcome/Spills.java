package dev.berth.evaluation.outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How soon after a shift requests spill to pods that can take them. Only the minute after each shift is looked at, so memory
 * grows with shifts and not with time.
 */
public final class Spills {
    private static final double WATCHED_SECONDS = 60;

    private final List<Double> shifts = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final List<Answered> answered = new ArrayList<>();

    private record Held(String model, double atSeconds) {}

    private record Answered(String model, double sentSeconds, double tokenSeconds, boolean soon) {}

    public void watch(double shiftAtSeconds) {
        shifts.add(shiftAtSeconds);
    }

    /** A request was held up: its pod was gone, no pod could take it, or its first token became late. */
    public void held(String model, double atSeconds) {
        if (watched(atSeconds)) {
            held.add(new Held(model, atSeconds));
        }
    }

    /**
     * A request got its first token.
     *
     * @param sentSeconds when it was sent to the pod that gave it
     * @param soon whether that took no longer than its objective allows
     */
    public void answered(String model, double sentSeconds, double tokenSeconds, boolean soon) {
        if (watched(sentSeconds)) {
            answered.add(new Answered(model, sentSeconds, tokenSeconds, soon));
        }
    }

    private boolean watched(double atSeconds) {
        return shifts.stream().anyMatch(at -> within(at, atSeconds));
    }

    private static boolean within(double shift, double atSeconds) {
        return atSeconds >= shift && atSeconds < shift + WATCHED_SECONDS;
    }

    /**
     * Of the model with most requests held up in the minute after: from the next that was sent somewhere to the first token of
     * one that was sent then or later and had it soon. 0 if no request was held up, -1 if none was answered soon.
     */
    double after(double shift) {
        Map<String, List<Held>> heldByModel =
                held.stream().filter(one -> within(shift, one.atSeconds())).collect(Collectors.groupingBy(Held::model));
        return heldByModel.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, List<Held>> e) ->
                                e.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(most -> spill(most.getKey(), first(most.getValue()), shift))
                .orElse(0.0);
    }

    private double spill(String model, double from, double shift) {
        List<Answered> sentAfter = answered.stream()
                .filter(one -> one.model().equals(model))
                .filter(one -> one.sentSeconds() >= from && within(shift, one.sentSeconds()))
                .toList();
        double sent =
                sentAfter.stream().mapToDouble(Answered::sentSeconds).min().orElse(-1);
        return sentAfter.stream()
                .filter(Answered::soon)
                .mapToDouble(one -> one.tokenSeconds() - sent)
                .min()
                .orElse(-1);
    }

    private static double first(List<Held> events) {
        return events.stream().mapToDouble(Held::atSeconds).min().orElseThrow();
    }
}
