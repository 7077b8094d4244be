package dev.berth.router.log;

import dev.berth.domain.placement.Tier;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.router.pick.PickReason;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleSupplier;

/** The router's metrics. Label values are bounded: policies, outcomes, statuses and reasons, never models or pods. */
public final class RouterMetrics {
    private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2, 4, 8, 15, 30, 60, 120, 300};
    private static final int STATUSES = 600;

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter requests = Counter.build(
                    "berth_router_requests", "Accepted requests that ended, by policy and outcome.")
            .labelNames("policy", "outcome")
            .register(registry);
    private final Counter verdicts = Counter.build("berth_router_slo_verdicts", "Accepted requests by SLO verdict.")
            .labelNames("verdict")
            .register(registry);
    private final Counter responses = Counter.build("berth_router_responses", "Responses to clients, by status.")
            .labelNames("status")
            .register(registry);
    private final Counter picks = Counter.build("berth_router_picks", "Picks, by policy and reason.")
            .labelNames("policy", "reason")
            .register(registry);
    private final Counter retries = Counter.build("berth_router_retries", "Tries on another pod, by cause.")
            .labelNames("cause")
            .register(registry);
    private final Counter droppedPairs = Counter.build(
                    "berth_router_dropped_pairs", "Routes that a pod answered with 404.")
            .register(registry);
    private final Counter ejections = Counter.build(
                    "berth_router_ejections", "Pods that were ejected because their answers failed.")
            .register(registry);
    private final Counter downs = Counter.build("berth_router_pods_down", "Pods that went down by the router's probes.")
            .register(registry);
    private final Counter rollbacks = Counter.build(
                    "berth_router_canary_rollbacks", "New versions that were taken back because they were worse.")
            .register(registry);
    private final Counter podConnections = Counter.build("berth_router_pod_connections", "Connections opened to pods.")
            .register(registry);
    private final Histogram ttft = Histogram.build(
                    "berth_router_ttft_seconds", "Arrival to the first byte of the answer, streams only.")
            .buckets(SECONDS)
            .register(registry);
    private final Histogram e2e = Histogram.build(
                    "berth_router_e2e_seconds", "Arrival to the last byte of completed requests.")
            .buckets(SECONDS)
            .register(registry);
    private final Histogram queued = Histogram.build(
                    "berth_router_queued_seconds", "Time in the waiting room of requests that waited.")
            .buckets(SECONDS)
            .register(registry);
    private final Map<Verdict, Counter.Child> byVerdict = new EnumMap<>(Verdict.class);
    private final AtomicReferenceArray<Counter.Child> byStatus = new AtomicReferenceArray<>(STATUSES);

    /** Counters of one policy, found once and not by label on each request. For one thread. */
    public static final class OfPolicy {
        private final Map<Outcome, Counter.Child> byOutcome = new EnumMap<>(Outcome.class);

        private final Map<PickReason, Counter.Child> planned = new EnumMap<>(PickReason.class);
        private final Map<PickReason, Counter.Child> spilled = new EnumMap<>(PickReason.class);
        private final Counter picks;
        private final String policy;

        private OfPolicy(Counter requests, Counter picks, String policy) {
            this.picks = picks;
            this.policy = policy;
            for (Outcome outcome : Outcome.values()) {
                byOutcome.put(outcome, requests.labels(policy, label(outcome)));
            }
        }

        public void picked(PickReason reason, Tier tier) {
            (tier == Tier.WARM ? spilled : planned)
                    .computeIfAbsent(reason, r -> picks.labels(policy, r.text(tier)))
                    .inc();
        }
    }

    public RouterMetrics() {
        for (Verdict verdict : Verdict.values()) {
            byVerdict.put(verdict, verdicts.labels(verdict.name().toLowerCase(Locale.ROOT)));
        }
    }

    public OfPolicy ofPolicy(String policy) {
        return new OfPolicy(requests, picks, policy);
    }

    public CollectorRegistry registry() {
        return registry;
    }

    /** A value that is read when metrics are. */
    public void gauge(String name, String help, DoubleSupplier value) {
        Gauge.build(name, help)
                .create()
                .setChild(new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsDouble();
                    }
                })
                .register(registry);
    }

    public void response(int status) {
        if (status <= 0 || status >= STATUSES) {
            return;
        }
        Counter.Child child = byStatus.get(status);
        if (child == null) {
            child = responses.labels(Integer.toString(status));
            byStatus.set(status, child);
        }
        child.inc();
    }

    public void finished(OfPolicy policy, Outcome outcome, Verdict verdict) {
        policy.byOutcome.get(outcome).inc();
        byVerdict.get(verdict).inc();
    }

    public void timed(boolean stream, double ttftSeconds, double e2eSeconds) {
        if (stream) {
            ttft.observe(ttftSeconds);
        }
        e2e.observe(e2eSeconds);
    }

    public void queued(double seconds) {
        queued.observe(seconds);
    }

    public void retried(String cause) {
        retries.labels(cause).inc();
    }

    public void pairDropped() {
        droppedPairs.inc();
    }

    public void podEjected() {
        ejections.inc();
    }

    public void rolledBack() {
        rollbacks.inc();
    }

    public void podDown() {
        downs.inc();
    }

    public void podConnection() {
        podConnections.inc();
    }

    private static String label(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
