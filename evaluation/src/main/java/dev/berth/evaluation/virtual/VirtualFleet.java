package dev.berth.evaluation.virtual;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioPod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All virtual pods, in the order of their making: those of the scenario, and those that were scaled out to. */
final class VirtualFleet {
    private final EventQueue queue;
    private final Scenario scenario;
    private final WorldWatch watch;
    private final Map<String, VirtualPod> pods = new LinkedHashMap<>();
    private final Map<String, VirtualPod> byUrl = new LinkedHashMap<>();
    private final Map<String, Integer> made = new LinkedHashMap<>();
    private Consumer<VirtualPod> prepare = pod -> {};

    VirtualFleet(EventQueue queue, Scenario scenario, WorldWatch watch) {
        this.queue = queue;
        this.scenario = scenario;
        this.watch = watch;
        scenario.pods().forEach(this::add);
    }

    Collection<VirtualPod> pods() {
        return pods.values();
    }

    VirtualPod pod(String name) {
        return pods.get(name);
    }

    VirtualPod at(String url) {
        return byUrl.get(url);
    }

    private VirtualPod add(ScenarioPod pod) {
        DeploymentSpec deployment =
                scenario.catalog().deployment(pod.deployment()).orElseThrow();
        int number = pods.size() + 1;
        // A literal address, so that no view of a table ever asks a resolver.
        String url = "http://127." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255) + ":8000";
        EngineSpec engine = scenario.engine(pod.deployment());
        VirtualPod virtual = new VirtualPod(queue, pod.name(), deployment, pod.zone(), url, engine, watch);
        pods.put(pod.name(), virtual);
        byUrl.put(url, virtual);
        made.merge(pod.deployment(), 1, Integer::sum);
        return virtual;
    }

    /** What a pod that is added later, or started again after a fault, does first once its server answers. */
    void preparing(Consumer<VirtualPod> preparation) {
        prepare = preparation;
    }

    /** One more pod of a deployment, in the next zone; its server begins to start, and is paid for from now on. */
    VirtualPod addTo(String deployment) {
        int number = made.getOrDefault(deployment, 0);
        String name;
        do {
            number++;
            name = deployment.substring(deployment.indexOf('/') + 1) + "-" + number;
        } while (pods.containsKey(name));
        String zone = scenario.zones().isEmpty()
                ? ""
                : scenario.zones().get(pods.size() % scenario.zones().size());
        VirtualPod pod = add(new ScenarioPod(name, deployment, zone));
        start(pod, startNanos(pod));
        return pod;
    }

    /** Its server begins to start, and answers in so many nanoseconds. */
    void start(VirtualPod pod, long nanos) {
        pod.start(nanos, () -> prepare.accept(pod));
    }

    static long startNanos(VirtualPod pod) {
        return Math.max(1, Math.round(pod.engine().startSeconds() * EventQueue.SECOND));
    }

    List<VirtualPod> inZone(String zone) {
        return pods.values().stream().filter(pod -> pod.zone().equals(zone)).toList();
    }

    List<PodIncarnation> up() {
        List<PodIncarnation> up = new ArrayList<>();
        for (VirtualPod pod : pods.values()) {
            if (pod.isUp()) {
                up.add(pod.life().id());
            }
        }
        return up;
    }

    List<PodIncarnation> holders(String engineName) {
        List<PodIncarnation> holders = new ArrayList<>();
        for (VirtualPod pod : pods.values()) {
            if (pod.isUp() && pod.life().lists(engineName)) {
                holders.add(pod.life().id());
            }
        }
        return holders;
    }

    int paid() {
        int paid = 0;
        for (VirtualPod pod : pods.values()) {
            paid += pod.isPaid() ? 1 : 0;
        }
        return paid;
    }
}
