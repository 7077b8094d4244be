package dev.berth.streaming.batch;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.slo.Attainment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who asked what in a period, how much of it met its SLO, and what it cost.
 *
 * <p>A pod costs its price for as long as it was up. While it was busy that is shared out among the requests it served, in
 * proportion to their time there; while it was idle nobody caused it, and it stands apart, by deployment. So all lines and
 * the idle time add up to what the fleet cost. Without engine samples, or without a price, there is no cost to tell.
 *
 * @param unreadable records that were given up
 * @param costKnown whether pods' hours and prices are known
 */
public record SloReport(
        long fromMillis,
        long toMillis,
        List<Line> lines,
        List<Line> models,
        List<Idle> idle,
        Line total,
        long unreadable,
        boolean costKnown) {
    private static final String ALL = "all";

    public SloReport {
        lines = List.copyOf(lines);
        models = List.copyOf(models);
        idle = List.copyOf(idle);
    }

    /**
     * One tenant's requests of one model; of all tenants, or of all models.
     *
     * @param goodputPerSecond requests that met their SLO, per second of the period
     * @param cost in the unit of the deployments' prices
     */
    public record Line(
            String model,
            String tenant,
            long offered,
            long finished,
            long failed,
            Attainment attainment,
            double goodputPerSecond,
            long promptTokens,
            long cachedTokens,
            long outputTokens,
            List<LatencyQuantiles> latencies,
            double podHours,
            double cost) {
        public Line {
            latencies = List.copyOf(latencies);
        }
    }

    /** What a deployment's pods cost while they had nothing to do. */
    public record Idle(String deployment, int pods, double upHours, double idleHours, double cost) {}

    /**
     * @param pricesPerHour of a pod, by deployment
     */
    public static SloReport of(Period period, List<ReportPart> parts, Map<String, Double> pricesPerHour) {
        List<Usage> usages = new ArrayList<>();
        Map<String, PodTime> pods = new TreeMap<>();
        long unreadable = 0;
        for (ReportPart part : parts) {
            if (part.usage() != null) {
                usages.add(part.usage());
            } else if (part.podTime() != null) {
                pods.put(part.podTime().pod(), part.podTime());
            } else {
                unreadable += part.unreadable();
            }
        }
        return new Costs(period, usages, pods, pricesPerHour).report(unreadable);
    }

    private record Share(double hours, double cost) {
        Share plus(Share other) {
            return new Share(hours + other.hours, cost + other.cost);
        }
    }

    private static final class Costs {
        private static final Comparator<Line> BY_COST = Comparator.comparingDouble(Line::cost)
                .thenComparingLong(Line::finished)
                .reversed()
                .thenComparing(Line::model)
                .thenComparing(Line::tenant);

        private final Period period;
        private final List<Usage> usages;
        private final Map<String, PodTime> pods;
        private final Map<String, Double> prices;
        private final Map<String, Double> servedByPod = new HashMap<>();

        Costs(Period period, List<Usage> usages, Map<String, PodTime> pods, Map<String, Double> prices) {
            this.period = period;
            this.usages = usages;
            this.pods = pods;
            this.prices = prices;
            for (Usage usage : usages) {
                usage.servedSeconds().forEach((pod, seconds) -> servedByPod.merge(pod, seconds, Double::sum));
            }
        }

        SloReport report(long unreadable) {
            List<Line> lines = new ArrayList<>();
            for (Usage usage : usages) {
                lines.add(line(usage, share(usage)));
            }
            lines.sort(BY_COST);
            Map<String, Line> models = new TreeMap<>();
            Line total = line(new Usage(ALL, ALL, 0, 0, 0, 0, Attainment.EMPTY, 0, 0, 0, List.of(), Map.of()), NOTHING);
            for (Line line : lines) {
                models.merge(line.model(), named(line, line.model()), (a, b) -> sum(a, b));
                total = sum(total, line);
            }
            List<Line> byModel = new ArrayList<>(models.values());
            byModel.sort(BY_COST);
            boolean known =
                    !pods.isEmpty() && pods.values().stream().allMatch(pod -> prices.containsKey(pod.deployment()));
            return new SloReport(
                    period.fromMillis(), period.toMillis(), lines, byModel, idle(), total, unreadable, known);
        }

        private static final Share NOTHING = new Share(0, 0);

        private Share share(Usage usage) {
            Share sum = NOTHING;
            for (Map.Entry<String, Double> served : usage.servedSeconds().entrySet()) {
                PodTime pod = pods.get(served.getKey());
                double all = servedByPod.get(served.getKey());
                if (pod != null && all > 0) {
                    double hours = pod.busySeconds() / 3_600 * served.getValue() / all;
                    sum = sum.plus(new Share(hours, hours * price(pod)));
                }
            }
            return sum;
        }

        private double price(PodTime pod) {
            return prices.getOrDefault(pod.deployment(), 0.0);
        }

        private Line line(Usage u, Share share) {
            return new Line(
                    u.model(),
                    u.tenant(),
                    u.offered(),
                    u.finished(),
                    u.failed(),
                    u.attainment(),
                    u.attainment().met() / period.seconds(),
                    u.promptTokens(),
                    u.cachedTokens(),
                    u.outputTokens(),
                    u.latencies(),
                    share.hours(),
                    share.cost());
        }

        private static Line named(Line line, String model) {
            return sum(new Line(model, ALL, 0, 0, 0, Attainment.EMPTY, 0, 0, 0, 0, List.of(), 0, 0), line);
        }

        /** Quantiles of parts are none of the whole. */
        private static Line sum(Line a, Line b) {
            return new Line(
                    a.model(),
                    a.tenant(),
                    a.offered() + b.offered(),
                    a.finished() + b.finished(),
                    a.failed() + b.failed(),
                    a.attainment().plus(b.attainment()),
                    a.goodputPerSecond() + b.goodputPerSecond(),
                    a.promptTokens() + b.promptTokens(),
                    a.cachedTokens() + b.cachedTokens(),
                    a.outputTokens() + b.outputTokens(),
                    List.of(),
                    a.podHours() + b.podHours(),
                    a.cost() + b.cost());
        }

        /** Idle time, and busy time of pods whose requests are not in the log. */
        private List<Idle> idle() {
            Map<String, Idle> byDeployment = new TreeMap<>();
            for (PodTime pod : pods.values()) {
                double shared = servedByPod.getOrDefault(pod.pod(), 0.0) > 0 ? pod.busySeconds() : 0;
                double hours = (pod.upSeconds() - shared) / 3_600;
                Idle idle = new Idle(pod.deployment(), 1, pod.upSeconds() / 3_600, hours, hours * price(pod));
                byDeployment.merge(
                        pod.deployment(),
                        idle,
                        (a, b) -> new Idle(
                                a.deployment(),
                                a.pods() + b.pods(),
                                a.upHours() + b.upHours(),
                                a.idleHours() + b.idleHours(),
                                a.cost() + b.cost()));
            }
            return List.copyOf(byDeployment.values());
        }
    }
}
