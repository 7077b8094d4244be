package dev.berth.evaluation.outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How long the service took to be itself again after each shift. */
public final class Recoveries {
    private static final int BEFORE_SECONDS = 60;
    private static final int WINDOW_SECONDS = 10;
    private static final int STEADY_SECONDS = 30;
    private static final double GOOD = 0.99;

    private final List<Shift> shifts = new ArrayList<>();

    /** Something after which the service has to recover. */
    public record Shift(String what, double atSeconds) {}

    public void add(String what, double atSeconds) {
        shifts.add(new Shift(what, atSeconds));
    }

    public List<Recovery> of(RequestTally requests, PlanTally plans, Spills spills, double durationSeconds) {
        List<Shift> byTime = new ArrayList<>(shifts);
        byTime.sort(Comparator.comparingDouble(Shift::atSeconds).thenComparing(Shift::what));
        List<Recovery> recoveries = new ArrayList<>();
        for (int i = 0; i < byTime.size(); i++) {
            Shift shift = byTime.get(i);
            double until = durationSeconds;
            for (int next = byTime.size() - 1; next > i; next--) {
                if (byTime.get(next).atSeconds() > shift.atSeconds()) {
                    until = byTime.get(next).atSeconds();
                }
            }
            recoveries.add(recovery(shift, until, requests, plans, spills));
        }
        return recoveries;
    }

    private static Recovery recovery(Shift shift, double until, RequestTally requests, PlanTally plans, Spills spills) {
        int at = (int) Math.ceil(shift.atSeconds());
        int end = (int) until;
        double before = requests.attained(Math.max(0, at - BEFORE_SECONDS), at);
        double lowest = 1;
        for (int s = at; s + WINDOW_SECONDS <= end; s++) {
            lowest = Math.min(lowest, requests.attained(s, s + WINDOW_SECONDS));
        }
        return new Recovery(
                shift.what(),
                shift.atSeconds(),
                before,
                lowest,
                spills.after(shift.atSeconds()),
                plans.plannedAfter(shift.atSeconds(), until),
                plans.inPlaceAfter(shift.atSeconds(), until),
                backAfter(at, end, Math.min(before, GOOD), requests));
    }

    private static double backAfter(int at, int end, double level, RequestTally requests) {
        for (int s = at; s + STEADY_SECONDS <= end; s++) {
            if (requests.attained(s, s + STEADY_SECONDS) >= level) {
                return s - at;
            }
        }
        return -1;
    }
}
