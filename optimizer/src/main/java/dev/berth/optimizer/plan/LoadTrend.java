package dev.berth.optimizer.plan;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

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
        double now = points.getLast().load();
        return Math.min(MOST_GROWTH * now, now + Math.max(0, slope(points)) * seconds);
    }

    /** Mean of the last five minutes: a minute's burst is not in the way of what can be spared in the long run. */
    synchronized double mean(String baseModel) {
        return seen.getOrDefault(baseModel, new ArrayDeque<>()).stream()
                .mapToDouble(Point::load)
                .average()
                .orElse(0);
    }

    private static double slope(ArrayDeque<Point> points) {
        double span = points.getLast().seconds() - points.getFirst().seconds();
        if (points.size() < LEAST_POINTS || span < LEAST_SECONDS) {
            return 0;
        }
        double meanSeconds =
                points.stream().mapToDouble(Point::seconds).average().orElseThrow();
        double meanLoad = points.stream().mapToDouble(Point::load).average().orElseThrow();
        double together = 0;
        double square = 0;
        for (Point point : points) {
            together += (point.seconds() - meanSeconds) * (point.load() - meanLoad);
            square += (point.seconds() - meanSeconds) * (point.seconds() - meanSeconds);
        }
        return square == 0 ? 0 : together / square;
    }
}
