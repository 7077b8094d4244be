package dev.berth.evaluation.twin;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where, as more adapters are served with the same slots and rate, answers begin to fall behind requests: the load at which
 * the answered share crosses {@link Figures#STARVED_BELOW}, on straight lines between the loads that were run.
 */
final class Knee {
    private Knee() {}

    record Point(double load, double answeredShare) {}

    /** Empty if the share never crosses between two of the points. */
    static OptionalDouble load(List<Point> points) {
        List<Point> byLoad =
                points.stream().sorted(Comparator.comparingDouble(Point::load)).toList();
        for (int i = 1; i < byLoad.size(); i++) {
            Point below = byLoad.get(i - 1);
            Point above = byLoad.get(i);
            if (below.answeredShare() >= Figures.STARVED_BELOW && above.answeredShare() < Figures.STARVED_BELOW) {
                double share = (below.answeredShare() - Figures.STARVED_BELOW)
                        / (below.answeredShare() - above.answeredShare());
                return OptionalDouble.of(below.load() + share * (above.load() - below.load()));
            }
        }
        return OptionalDouble.empty();
    }
}
