package dev.berth.actuator.observe;

import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.declare.DeclaredPod;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All pods, declared and observed, in the order of their declaration. A pod that is no longer declared stays, TERMINATING,
 * for as long as it answers and something of it is still in use; {@link #forget} ends it.
 */
public final class FleetView {
    private final ProbeConfig config;
    private final Map<String, PodHealth> pods = new LinkedHashMap<>();
    private final Map<String, PodState> before = new HashMap<>();
    private List<Structure> structure = List.of();
    private long generation;

    /** What the generation counts: all that a plan depends on, and no loads. */
    private record Structure(PodIncarnation id, String url, String zone, Readiness readiness, DeploymentSpec spec) {}

    public FleetView(ProbeConfig config) {
        this.config = config;
    }

    /** What the actuator before this one published, so that its restart changes nothing of what is known. */
    public void recover(Fleet fleet) {
        fleet.pods().forEach(pod -> before.put(pod.id().pod(), pod));
        generation = Math.max(generation, fleet.generation());
    }

    public void declare(Declaration declaration, long now) {
        Map<String, PodHealth> next = new LinkedHashMap<>();
        for (DeclaredDeployment deployment : declaration.deployments()) {
            String name = deployment.spec().name();
            for (DeclaredPod pod : deployment.pods()) {
                PodHealth known = pods.get(pod.name());
                next.put(
                        pod.name(),
                        known == null ? PodHealth.unknown(pod, name, now) : known.declaredAs(pod, name, now));
            }
        }
        pods.forEach((name, pod) -> {
            if (!next.containsKey(name) && pod.serving()) {
                next.put(name, pod.terminating(now));
            }
        });
        pods.clear();
        pods.putAll(next);
    }

    public void observe(PodProbe probe) {
        PodHealth pod = pods.get(probe.pod());
        if (pod == null || !pod.declared().url().equals(probe.url())) {
            return;
        }
        if (probe instanceof PodProbe.Answered answered) {
            String life = life(pod, answered);
            pods.put(pod.pod(), pod.after(answered, life, wasReady(pod, life), config.stabiliseMillis()));
        } else if (probe instanceof PodProbe.Silent silent) {
            pods.put(pod.pod(), pod.after(silent, config.failuresUntilUnreachable()));
        }
    }

    private boolean wasReady(PodHealth pod, String life) {
        PodState known = before.get(pod.pod());
        return !pod.observed()
                && known != null
                && known.ready()
                && known.id().incarnation().equals(life)
                && known.url().equals(pod.declared().url());
    }

    /** A server that hides its start time is taken for the same life until it stops to answer. */
    private String life(PodHealth pod, PodProbe.Answered probe) {
        if (!probe.incarnation().isEmpty()) {
            return probe.incarnation();
        }
        if (pod.answers()) {
            return pod.incarnation();
        }
        PodState known = before.get(pod.pod());
        return !pod.observed() && known != null && !known.id().incarnation().isEmpty()
                ? known.id().incarnation()
                : "seen-" + probe.askedAtMillis();
    }

    public void forget(String pod) {
        pods.remove(pod);
    }

    /** In the order of declaration. */
    public Map<String, PodHealth> pods() {
        return Collections.unmodifiableMap(pods);
    }

    public Optional<PodHealth> pod(String name) {
        return Optional.ofNullable(pods.get(name));
    }

    /**
     * Whether enough is known to act and to publish: each pod is ready, or certainly not reachable and known of old. In a
     * fleet that nobody knew before, pods that are not up yet are waited for, within the caller's bound.
     */
    public boolean settled() {
        return pods.values().stream()
                .allMatch(pod -> pod.serving() || (pod.observed() && !pod.answers() && before.containsKey(pod.pod())));
    }

    /** The document's content, without version and time; raises the generation if the structure changed. */
    public Fleet document(Declaration declaration) {
        List<Structure> now = new ArrayList<>();
        for (PodHealth pod : pods.values()) {
            DeploymentSpec spec = declaration
                    .deployment(pod.deployment())
                    .map(DeclaredDeployment::spec)
                    .orElse(null);
            now.add(new Structure(pod.id(), pod.declared().url(), pod.declared().zone(), pod.readiness(), spec));
        }
        if (!now.equals(structure)) {
            generation += sameAsBefore(now) ? 0 : 1;
            structure = now;
        }
        return new Fleet(
                Version.NONE,
                0,
                generation,
                pods.values().stream().map(PodHealth::state).toList());
    }

    // Only for the first document of a restarted actuator; capacity can't be compared, so a restart with a changed
    // fleet
    // file and the same pods keeps the generation, and the catalog's own version tells.
    private boolean sameAsBefore(List<Structure> now) {
        return structure.isEmpty()
                && now.size() == before.size()
                && now.stream().allMatch(pod -> {
                    PodState known = before.get(pod.id().pod());
                    return known != null
                            && known.id().equals(pod.id())
                            && known.readiness() == pod.readiness()
                            && known.url().equals(pod.url());
                });
    }
}
