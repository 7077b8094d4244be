package dev.berth.evaluation.virtual;

import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.optimizer.policy.scale.DeploymentLoad;
import dev.berth.optimizer.policy.scale.DeploymentLoad.PodLoad;
import dev.berth.optimizer.policy.scale.PodScaler;
import dev.berth.optimizer.policy.scale.ScaleSpeed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A rival's autoscaler on the fleet: reads pods' metrics every 5 s and the latencies of what ended, decides every 15 s as
 * Kubernetes' does, and sets the number of pods by itself; the actuator only sees pods come and go. Latencies are those of the
 * whole fleet, since a router's metrics know no deployment.
 */
final class VirtualScaler {
    private static final long SCRAPE_NANOS = 5 * EventQueue.SECOND;
    private static final int SCRAPES_BETWEEN_DECISIONS = 3;
    private static final int SCRAPES_OF_A_MINUTE = 12;
    private static final int SAMPLES_OF_45_SECONDS = 3;
    private static final double LATENCY_PERCENTILE = 0.90;

    private final EventQueue queue;
    private final DeclaredFleet declared;
    private final List<DeploymentSpec> deployments;
    private final PodScaler scaler;
    private final Map<String, ArrayDeque<Scrape>> scrapes = new HashMap<>();
    private final Map<String, List<ScaleSpeed.Past>> history = new HashMap<>();
    private final ArrayDeque<Double> samples = new ArrayDeque<>();
    private final List<Double> ended = new ArrayList<>();
    private int scraped;

    /** What a pod's metrics said at one time. */
    private record Scrape(int waiting, double kvUse) {}

    VirtualScaler(EventQueue queue, DeclaredFleet declared, List<DeploymentSpec> deployments, PodScaler scaler) {
        this.queue = queue;
        this.declared = declared;
        this.deployments = deployments.stream()
                .filter(deployment -> deployment.minPods() < deployment.maxPods())
                .toList();
        this.scaler = scaler;
    }

    /** What there is counts as asked for, as Kubernetes' autoscaler has it when it starts. */
    void start() {
        double now = queue.now() / 1e9;
        for (DeploymentSpec deployment : deployments) {
            int pods = declared.pods(deployment.name()).size();
            history.put(deployment.name(), new ArrayList<>(List.of(new ScaleSpeed.Past(now, pods, pods))));
        }
        queue.after(SCRAPE_NANOS, this::scrape);
    }

    /**
     * A request ended well.
     *
     * @param latencyToSlo its latency over its objective, the largest of those that it has
     */
    void served(double latencyToSlo) {
        ended.add(latencyToSlo);
    }

    private void scrape() {
        for (DeploymentSpec deployment : deployments) {
            for (VirtualPod pod : declared.pods(deployment.name())) {
                ArrayDeque<Scrape> seen = scrapes.computeIfAbsent(pod.name(), name -> new ArrayDeque<>());
                if (!pod.isUp()) {
                    seen.clear();
                    continue;
                }
                seen.addLast(new Scrape(pod.life().waiting(), pod.life().kvUse()));
                if (seen.size() > SCRAPES_OF_A_MINUTE) {
                    seen.removeFirst();
                }
            }
        }
        scraped++;
        if (scraped % SCRAPES_BETWEEN_DECISIONS == 0) {
            sample();
            deployments.forEach(this::decide);
        }
        queue.after(SCRAPE_NANOS, this::scrape);
    }

    private void sample() {
        if (!ended.isEmpty()) {
            List<Double> sorted = ended.stream().sorted().toList();
            samples.addLast(sorted.get((int) Math.ceil(LATENCY_PERCENTILE * sorted.size()) - 1));
            ended.clear();
        }
        if (samples.size() > SAMPLES_OF_45_SECONDS) {
            samples.removeFirst();
        }
    }

    private void decide(DeploymentSpec deployment) {
        List<VirtualPod> pods = declared.pods(deployment.name());
        List<PodLoad> ready = pods.stream()
                .map(pod -> scrapes.getOrDefault(pod.name(), new ArrayDeque<>()))
                .filter(seen -> !seen.isEmpty())
                .map(VirtualScaler::load)
                .toList();
        int asked = within(deployment, scaler.desired(new DeploymentLoad(pods.size(), ready, List.copyOf(samples))));
        double now = queue.now() / 1e9;
        List<ScaleSpeed.Past> past = history.get(deployment.name());
        int allowed = within(deployment, scaler.speed().limit(now, pods.size(), asked, past));
        past.add(new ScaleSpeed.Past(now, asked, allowed));
        past.removeIf(decision -> decision.seconds() < now - longest(scaler.speed()));
        declared.scale(deployment.name(), allowed, List.of());
    }

    private static double longest(ScaleSpeed speed) {
        return 2 * Math.max(speed.settleSeconds(), Math.max(speed.upSeconds(), speed.downSeconds()));
    }

    private static PodLoad load(ArrayDeque<Scrape> seen) {
        return new PodLoad(
                seen.getLast().waiting(),
                seen.stream().mapToInt(Scrape::waiting).max().orElse(0),
                seen.stream().mapToDouble(Scrape::kvUse).max().orElse(0));
    }

    private static int within(DeploymentSpec deployment, int pods) {
        return Math.max(deployment.minPods(), Math.min(deployment.maxPods(), pods));
    }
}
