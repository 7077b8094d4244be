package dev.berth.optimizer.loop;

import dev.berth.domain.placement.PlacementPlan;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the optimizer tells of itself, on the admin port if there is one. */
final class OptimizerMetrics implements AutoCloseable {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter decisions = Counter.build("berth_optimizer_decisions_total", "Decisions by outcome.")
            .labelNames("outcome")
            .register(registry);
    private final Histogram solveSeconds = Histogram.build("berth_optimizer_solve_seconds", "Time of a search.")
            .buckets(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
            .register(registry);
    private final Gauge worstPodLoad = Gauge.build(
                    "berth_optimizer_worst_pod_load", "Load of the fullest pod in the plan in force, 1 = capacity.")
            .register(registry);
    private final Gauge unservedModels = Gauge.build(
                    "berth_optimizer_unserved_models", "Models with unserved demand in the plan in force.")
            .register(registry);
    private final Gauge gap = Gauge.build("berth_optimizer_gap", "Relative distance of the plan to its lower bound.")
            .register(registry);
    private final HTTPServer server;

    /**
     * @param port 0 for any, -1 for none
     */
    OptimizerMetrics(int port) {
        server = port < 0 ? null : serve(port);
    }

    private HTTPServer serve(int port) {
        try {
            return new HTTPServer.Builder()
                    .withHostname("127.0.0.1")
                    .withPort(port)
                    .withRegistry(registry)
                    .withDaemonThreads(true)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    /** Where it listens; -1 if nowhere. */
    int port() {
        return server == null ? -1 : server.getPort();
    }

    void decided(String outcome) {
        decisions.labels(outcome).inc();
    }

    void solved(PlacementPlan draft) {
        solveSeconds.observe(draft.solver().seconds());
    }

    void inForce(PlacementPlan plan) {
        worstPodLoad.set(plan.after().worstPodLoad());
        unservedModels.set(plan.unserved().size());
        gap.set(plan.gap());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
