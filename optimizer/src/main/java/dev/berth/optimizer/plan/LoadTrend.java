package dev.berth.optimizer.plan;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Where the load of a base model goes: the straight line of least squares through what was seen of it in the last five
 * minutes. Without two minutes of it, or when it falls, no more than what is there is expected; and never more than a fifth
 * more, since a step looks like a slope for a while. Thread-safe: a search that was abandoned may still be running beside the
 * one that took its place.
 */
final class LoadTrend {
    private static final double SEEN_SECONDS = 300;
    private static final double LEAST_SECONDS = 120;
    private static final int LEAST_POINTS = 4;
    private static final double MOST_GROWTH = 1.2;

    /** What demand is told of, usually. */
    private static final double WINDOW_SECONDS = 60;

    private static final double LEAST_RISE_SECONDS = 15;

    private final Map<String, ArrayDeque<Point>> seen = new HashMap<>();

    private record Point(double seconds, double load) {}

    /** Load in pods, seen at a time. An earlier time than the last is another clock's: all before is forgotten. */
    synchronized void saw(String baseModel, long millis, double load) {
        ArrayDeque<Point> points = seen.computeIfAbsent(baseModel, b -> new ArrayDeque<>());
        double now = millis / 1e3;
        if (!points.isEmpty() && points.getLast().seconds() > now) {
            points.clear();
        }
        if (!points.isEmpty() && points.getLast().seconds() == now) {
            points.removeLast();
        }
        points.addLast(new Point(now, load));
        while (points.getFirst().seconds() < now - SEEN_SECONDS) {
            points.removeFirst();
        }
    }

    /** Load to expect so much later, at least what there is. */
    synchronized double ahead(String baseModel, double seconds) {
        ArrayDeque<Point> points = seen.getOrDefault(baseModel, new ArrayDeque<>());
        if (points.isEmpty()) {
            return 0;
        }
        double now = now(points);
        return Math.min(MOST_GROWTH * now, now + Math.max(0, slope(points)) * seconds);
    }

    /** Demand is a mean over a window that is half as old as it is long: what rose meanwhile has gone on rising since. */
    private static double now(ArrayDeque<Point> points) {
        Point last = points.getLast();
        Point first = points.stream()
                .filter(point -> point.seconds() >= last.seconds() - WINDOW_SECONDS)
                .findFirst()
                .orElse(last);
        double span = last.seconds() - first.seconds();
        double slope = span < LEAST_RISE_SECONDS ? 0 : (last.load() - first.load()) / span;
        return Math.min(MOST_GROWTH * last.load(), last.load() + Math.max(0, slope) * WINDOW_SECONDS / 2);
    }

    /**
     * Load that lasts: on the line now, or so much later if it rises, and as much more as what was seen lies beside the line. A
     * minute's burst is not in the way of what can be spared in the long run, and a fall is seen while it lasts. With too few
     * points for a line it is the most that was seen.
     */
    synchronized double lasting(String baseModel, double seconds) {
        ArrayDeque<Point> points = seen.getOrDefault(baseModel, new ArrayDeque<>());
        if (!isLine(points)) {
            return points.stream().mapToDouble(Point::load).max().orElse(0);
        }
        double slope = slope(points);
        double meanSeconds = mean(points, Point::seconds);
        double meanLoad = mean(points, Point::load);
        double squares = 0;
        for (Point point : points) {
            double beside = point.load() - meanLoad - slope * (point.seconds() - meanSeconds);
            squares += beside * beside;
        }
        double now = meanLoad + slope * (points.getLast().seconds() - meanSeconds);
        double later = Math.min(MOST_GROWTH * now, now + Math.max(0, slope) * seconds);
        return Math.max(0, later + Math.sqrt(squares / points.size()));
    }

    private static boolean isLine(ArrayDeque<Point> points) {
        return points.size() >= LEAST_POINTS
                && points.getLast().seconds() - points.getFirst().seconds() >= LEAST_SECONDS;
    }

    private static double mean(ArrayDeque<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).average().orElseThrow();
    }

    private static double slope(ArrayDeque<Point> points) {
        if (!isLine(points)) {
            return 0;
        }
        double meanSeconds = mean(points, Point::seconds);
        double meanLoad = mean(points, Point::load);
        double together = 0;
        double square = 0;
        for (Point point : points) {
            together += (point.seconds() - meanSeconds) * (point.load() - meanLoad);
            square += (point.seconds() - meanSeconds) * (point.seconds() - meanSeconds);
        }
        return square == 0 ? 0 : together / square;
    }
}
